// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Tracks the largest distance from zero.
/// Flaw: the most negative number has no positive twin, and unchecked code keeps it negative.
contract MinNegation {
    int256 public farthest;

    function visit(int256 place) external {
        int256 distance;
        unchecked {
            distance = place < 0 ? -place : place;
        }
        if (distance > farthest || distance < 0) farthest = distance;
    }
}
