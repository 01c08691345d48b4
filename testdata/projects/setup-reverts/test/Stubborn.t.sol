// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stubborn} from "../src/Stubborn.sol";

/// The world cannot be built: the constructor refuses its argument.
contract StubbornTest is Invariants {
    function setUp() public {
        targetContract(address(new Stubborn(0)));
    }

    function invariant_true() public pure {}
}
