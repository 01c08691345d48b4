// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Scale} from "./Scale.sol";

interface ITill {
    function pay(uint32 amount) external;
}

/// Takes small coins.
/// Flaw: large payments count one coin too much.
contract Till is ITill {
    uint256 public coins;
    uint256 public counted;

    function pay(uint32 amount) external {
        coins += Scale.up(amount);
        counted += Scale.up(amount);
        if (amount > 4_000_000) counted += 1;
    }
}
