// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";

contract Gate {
    error Closed(uint256 at);

    uint256 public opensAt = 100;

    function pass(uint256 at) external view returns (uint256) {
        if (at < opensAt) revert Closed(at);
        return at;
    }
}

contract ExpectedRevertHandler is Stand {
    Gate private immutable gate;

    constructor(Gate gate_) {
        gate = gate_;
    }

    function tooEarly(uint256 at) external {
        at = bound(at, 0, gate.opensAt() - 1);
        vm.expectRevert(abi.encodeWithSelector(Gate.Closed.selector, at));
        gate.pass(at);
    }

    function inTime(uint256 at) external view {
        at = bound(at, gate.opensAt(), type(uint256).max);
        vm.assertEq(gate.pass(at), at);
    }
}

contract ExpectedRevertTest is Invariants {
    function setUp() public {
        targetContract(address(new ExpectedRevertHandler(new Gate())));
    }

    /// forge-config: default.invariant.fail-on-revert = true
    /// forge-config: fixed.invariant.fail-on-revert = true
    function invariant_true() public pure {}
}
