// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A library with external functions: whoever uses it must be linked to its address.
library Rates {
    function interest(uint256 amount, uint256 bps) external pure returns (uint256) {
        return amount * bps / 10_000;
    }
}
