// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {FlagSet} from "target/FlagSet.sol";

contract FlagSetTest is Invariants {
    FlagSet private target;

    function setUp() public {
        target = new FlagSet();
        targetContract(address(target));
    }

    function invariant_treasureStays() public view {
        vm.assertFalse(target.taken());
    }
}
