// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {MinNegation} from "target/MinNegation.sol";

contract MinNegationTest is Invariants {
    MinNegation private target;

    function setUp() public {
        target = new MinNegation();
        targetContract(address(target));
    }

    function invariant_distanceIsPositive() public view {
        vm.assertTrue(target.farthest() >= 0);
    }
}
