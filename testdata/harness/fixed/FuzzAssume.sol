// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Splits an amount.
contract FuzzAssume {
    function split(uint256 amount) external pure returns (uint256 left, uint256 right) {
        left = amount / 2;
        right = amount - left;
    }
}
