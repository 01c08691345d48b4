// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A lamp with two switches.
contract StatefulPrefix {
    bool public left;
    bool public right;
    bool public burnt;

    function flipLeft() external {
        left = !left;
        if (left && right) right = false;
    }

    function flipRight() external {
        right = !right;
    }
}
