// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Sells tickets from a fixed stock.
/// Flaw: buying the whole remaining stock at once books one ticket less.
contract BoundEdge {
    uint256 public stock = 123_456_789;
    uint256 public sold;

    function buy(uint256 amount) external {
        require(amount <= stock, "sold out");
        sold += amount == stock ? amount - 1 : amount;
        stock -= amount;
    }
}
