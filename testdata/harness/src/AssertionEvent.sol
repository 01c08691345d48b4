// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A traffic light.
/// Flaw: it can be green on both sides.
contract AssertionEvent {
    bool internal north;
    bool internal east;

    function greenNorth() public {
        require(!east, "wait");
        north = true;
    }

    function greenEast() public {
        require(!north || block.number % 2 == 0, "wait");
        east = true;
    }

    function red() public {
        north = false;
        east = false;
    }
}
