// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {StringEquality} from "target/StringEquality.sol";

contract StringEqualityTest is Invariants {
    StringEquality private target;

    function setUp() public {
        target = new StringEquality("the quick brown fox jumps over the lazy dog");
        targetContract(address(target));
        excludeSender(address(this)); // the keeper itself may do everything
    }

    function invariant_keepsItsName() public view {
        vm.assertEq(target.renamed(), 0);
    }
}
