// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";

contract Vesting {
    uint256 public immutable start = block.timestamp;
    uint256 public constant TOTAL = 1e24;
    uint256 public constant LENGTH = 365 days;
    uint256 public claimed;

    function vested() public view returns (uint256) {
        uint256 passed = block.timestamp - start;
        return passed >= LENGTH ? TOTAL : TOTAL * passed / LENGTH;
    }

    function claim() external {
        claimed = vested();
    }
}

contract TimeDependentHandler is Stand {
    Vesting private immutable vesting;

    constructor(Vesting vesting_) {
        vesting = vesting_;
    }

    function wait(uint256 secs) external {
        vm.warp(block.timestamp + bound(secs, 0, 30 days));
    }

    function claim() external {
        vesting.claim();
    }
}

contract TimeDependentTest is Invariants {
    Vesting private vesting;

    function setUp() public {
        vesting = new Vesting();
        targetContract(address(new TimeDependentHandler(vesting)));
    }

    /// Would be broken by a clock that runs backwards between two calls.
    function invariant_claimedIsVested() public view {
        vm.assertLe(vesting.claimed(), vesting.vested());
    }
}
