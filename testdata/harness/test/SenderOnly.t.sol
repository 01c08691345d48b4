// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {SenderOnly} from "target/SenderOnly.sol";

contract SenderOnlyTest is Invariants {
    SenderOnly private target;

    function setUp() public {
        address operator = makeAddr("operator");
        target = new SenderOnly(operator);
        targetContract(address(target));
        targetSender(operator);
    }

    function invariant_sumStays() public view {
        vm.assertEq(target.left() + target.right(), 1000);
    }
}
