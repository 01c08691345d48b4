// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AssertionEvent} from "target/AssertionEvent.sol";

contract AssertionEventEchidna is AssertionEvent {
    event AssertionFailed(string reason);

    function look() public {
        if (north && east) emit AssertionFailed("green on both sides");
    }
}
