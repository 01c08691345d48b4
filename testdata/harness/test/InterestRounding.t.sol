// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {InterestRounding} from "target/InterestRounding.sol";

contract InterestRoundingHandler is Stand {
    InterestRounding private immutable target;

    constructor(InterestRounding target_) {
        target = target_;
    }

    function book(uint256 secs) external {
        vm.warp(block.timestamp + bound(secs, 1, 1 hours));
        target.book();
    }
}

contract InterestRoundingTest is Invariants {
    InterestRounding private target;

    function setUp() public {
        target = new InterestRounding();
        targetContract(address(new InterestRoundingHandler(target)));
    }

    function invariant_debtKeepsUp() public view {
        vm.assertGe(target.debt() + 5, target.owedAtLeast());
    }
}
