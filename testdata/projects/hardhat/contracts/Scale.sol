// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A library with an external function, so that artifacts need linking.
library Scale {
    function up(uint256 amount) external pure returns (uint256) {
        return amount * 1000;
    }
}
