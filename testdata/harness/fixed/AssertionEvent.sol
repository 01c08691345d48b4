// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A traffic light.
contract AssertionEvent {
    bool internal north;
    bool internal east;

    function greenNorth() public {
        require(!east, "wait");
        north = true;
    }

    function greenEast() public {
        require(!north, "wait");
        east = true;
    }

    function red() public {
        north = false;
        east = false;
    }
}
