// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {ArrayShape} from "target/ArrayShape.sol";

contract ArrayShapeTest is Invariants {
    ArrayShape private target;

    function setUp() public {
        target = new ArrayShape();
        targetContract(address(target));
    }

    function invariant_paidOncePerTrip() public view {
        vm.assertEq(target.paid(), target.trips());
    }
}
