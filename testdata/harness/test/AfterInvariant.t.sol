// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {AfterInvariant} from "target/AfterInvariant.sol";

contract AfterInvariantHandler {
    AfterInvariant public immutable target;
    uint256 public sum;

    constructor(AfterInvariant target_) {
        target = target_;
    }

    function stake(uint64 amount) external {
        target.stake(amount);
        sum += amount;
    }

    function close() external {
        target.close();
    }
}

contract AfterInvariantTest is Invariants {
    AfterInvariant private target;
    AfterInvariantHandler private handler;

    function setUp() public {
        target = new AfterInvariant();
        handler = new AfterInvariantHandler(target);
        targetContract(address(handler));
    }

    function invariant_true() public pure {}

    /// Close the last round, then every stake must be free.
    function afterInvariant() public {
        target.close();
        vm.assertEq(target.freed(), handler.sum(), "a stake was forgotten");
    }
}
