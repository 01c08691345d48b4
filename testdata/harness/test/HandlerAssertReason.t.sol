// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {HandlerAssertReason} from "target/HandlerAssertReason.sol";

contract HandlerAssertReasonHandler is Stand {
    HandlerAssertReason private immutable target;

    constructor(HandlerAssertReason target_) {
        target = target_;
    }

    function book(uint8 block_) external {
        target.book(block_);
        vm.assertLe(target.booked(), target.SEATS(), "more bookings than seats");
    }
}

contract HandlerAssertReasonTest is Invariants {
    function setUp() public {
        targetContract(address(new HandlerAssertReasonHandler(new HandlerAssertReason())));
    }

    function invariant_true() public pure {}
}
