// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {HandlerAssert} from "target/HandlerAssert.sol";

contract HandlerAssertHandler {
    HandlerAssert private immutable target;

    constructor(HandlerAssert target_) {
        target = target_;
    }

    function addMany(uint8 n) external {
        target.addMany(n);
        assert(target.count() <= target.LIMIT());
    }
}

contract HandlerAssertTest is Invariants {
    HandlerAssert private target;

    function setUp() public {
        target = new HandlerAssert();
        targetContract(address(new HandlerAssertHandler(target)));
    }

    function invariant_true() public pure {}
}
