// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Till} from "./Till.sol";

/// The harness of a Hardhat user: Echidna properties beside the contracts.
contract TillProperties is Till {
    function echidna_counted_right() public view returns (bool) {
        return coins == counted;
    }
}
