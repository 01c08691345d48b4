// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {NestedStruct} from "target/NestedStruct.sol";

contract NestedStructTest is Invariants {
    NestedStruct private target;

    function setUp() public {
        target = new NestedStruct();
        targetContract(address(target));
    }

    function invariant_outIsBooked() public view {
        vm.assertEq(target.sumOut(), target.booked());
    }
}
