// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PointToken} from "./PointToken.sol";

/// An Echidna harness: it inherits the contract under test, and every `echidna_` function must stay true.
contract PointTokenProperties is PointToken {
    /// Nobody can own more points than there are.
    function echidna_no_points_from_nowhere() public view returns (bool) {
        return balanceOf[address(0x10000)] <= totalSupply && balanceOf[address(0x20000)] <= totalSupply
            && balanceOf[address(0x30000)] <= totalSupply;
    }
}
