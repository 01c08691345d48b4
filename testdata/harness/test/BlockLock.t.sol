// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {BlockLock} from "target/BlockLock.sol";

/// Passes calls on and lets blocks pass.
contract BlockLockHandler is Stand {
    BlockLock private immutable target;

    constructor(BlockLock target_) {
        target = target_;
    }

    function propose() external {
        target.propose();
    }

    function execute() external {
        target.execute();
    }

    function wait(uint256 blocks) external {
        vm.roll(block.number + bound(blocks, 1, 100_000));
    }
}

contract BlockLockTest is Invariants {
    BlockLock private target;

    function setUp() public {
        target = new BlockLock();
        targetContract(address(new BlockLockHandler(target)));
    }

    function invariant_executedOnce() public view {
        vm.assertLe(target.executed(), target.proposed());
    }
}
