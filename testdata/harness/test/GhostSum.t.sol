// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {GhostSum} from "target/GhostSum.sol";

contract GhostSumHandler is Stand {
    GhostSum private immutable target;
    uint256 public sum;

    constructor(GhostSum target_) {
        target = target_;
    }

    function earn(uint96 amount) external {
        uint256 before = target.pointsOf(msg.sender);
        vm.prank(msg.sender);
        target.earn(amount);
        sum += target.pointsOf(msg.sender) - before;
    }
}

contract GhostSumTest is Invariants {
    GhostSum private target;
    GhostSumHandler private handler;

    function setUp() public {
        target = new GhostSum();
        handler = new GhostSumHandler(target);
        targetContract(address(handler));
    }

    function invariant_totalIsTheSum() public view {
        vm.assertEq(target.total(), handler.sum());
    }
}
