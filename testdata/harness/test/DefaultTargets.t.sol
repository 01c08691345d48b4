// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Up, DefaultTargets} from "target/DefaultTargets.sol";

contract DefaultTargetsTest is Invariants {
    Up private up;
    DefaultTargets private target;

    function setUp() public {
        up = new Up();
        target = new DefaultTargets(up);
    }

    function invariant_sumIsNotNegative() public view {
        // The first step below needs a step up before it, so that both contracts must be called.
        if (up.value() < 3) return;
        vm.assertTrue(int256(up.value()) + target.value() >= 0);
    }
}
