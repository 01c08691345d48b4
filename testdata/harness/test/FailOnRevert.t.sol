// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {FailOnRevert} from "target/FailOnRevert.sol";

contract FailOnRevertHandler is Stand {
    FailOnRevert private immutable target;

    constructor(FailOnRevert target_) {
        target = target_;
    }

    function join(uint256 amount) external {
        target.join(bound(amount, 1, 1e18));
    }

    function leave(uint256 amount) external {
        if (target.shares() == 0) return;
        target.leave(bound(amount, 1, target.shares()));
    }
}

contract FailOnRevertTest is Invariants {
    function setUp() public {
        targetContract(address(new FailOnRevertHandler(new FailOnRevert())));
    }

    /// forge-config: default.invariant.fail-on-revert = true
    /// forge-config: fixed.invariant.fail-on-revert = true
    function invariant_handlerNeverReverts() public pure {}
}
