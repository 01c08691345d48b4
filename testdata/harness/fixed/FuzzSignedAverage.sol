// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// The average of two numbers, rounded down.
contract FuzzSignedAverage {
    function average(int128 a, int128 b) external pure returns (int256) {
        return (int256(a) + b) >> 1;
    }
}
