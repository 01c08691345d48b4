// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A price that follows its trades.
/// Flaw: a trade of more than half the depth turns the price around.
contract ChimeraAssert {
    uint256 public price = 1e18;
    uint256 public constant DEPTH = 1e21;

    function buy(uint256 amount) external {
        require(amount > 0 && amount < DEPTH, "bad amount");
        uint256 change = price * amount / DEPTH;
        price = amount > DEPTH / 2 ? price - change / 2 : price + change;
        if (price > 1e30) price = 1e18;
    }
}
