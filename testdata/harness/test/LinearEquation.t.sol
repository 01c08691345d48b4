// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {LinearEquation} from "target/LinearEquation.sol";

contract LinearEquationTest is Invariants {
    LinearEquation private target;

    function setUp() public {
        target = new LinearEquation();
        targetContract(address(target));
        excludeSender(address(this)); // the keeper itself may do everything
    }

    function invariant_neverAccepted() public view {
        vm.assertFalse(target.accepted());
    }
}
