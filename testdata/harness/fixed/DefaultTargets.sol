// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Counts up.
contract Up {
    uint256 public value;

    function up() external {
        value += 1;
    }
}

/// Counts down, and never below the other counter's negative.
contract DefaultTargets {
    Up private immutable other;
    int256 public value;

    constructor(Up other_) {
        other = other_;
    }

    function down() external {
        require(-value < int256(other.value()), "too low");
        value -= 1;
    }
}
