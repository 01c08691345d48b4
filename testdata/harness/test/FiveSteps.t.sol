// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {FiveSteps} from "target/FiveSteps.sol";

contract FiveStepsTest is Invariants {
    FiveSteps private target;

    function setUp() public {
        target = new FiveSteps();
        targetContract(address(target));
    }

    function invariant_noRefundAfterShipping() public view {
        vm.assertFalse(target.refundedAfterShipping());
    }
}
