// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Sells tickets from a fixed stock.
contract BoundEdge {
    uint256 public stock = 123_456_789;
    uint256 public sold;

    function buy(uint256 amount) external {
        require(amount <= stock, "sold out");
        sold += amount;
        stock -= amount;
    }
}
