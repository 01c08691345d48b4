// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A lamp with two switches.
/// Flaw: both switches together burn it.
contract StatefulPrefix {
    bool public left;
    bool public right;
    bool public burnt;

    function flipLeft() external {
        left = !left;
        if (left && right) burnt = true;
    }

    function flipRight() external {
        right = !right;
    }
}
