// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Tracks the largest distance from zero.
contract MinNegation {
    int256 public farthest;

    function visit(int256 place) external {
        int256 distance = place < 0 ? -place : place;
        if (distance > farthest || distance < 0) farthest = distance;
    }
}
