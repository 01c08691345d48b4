// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A price that follows its trades.
contract ChimeraAssert {
    uint256 public price = 1e18;
    uint256 public constant DEPTH = 1e21;

    function buy(uint256 amount) external {
        require(amount > 0 && amount < DEPTH, "bad amount");
        uint256 change = price * amount / DEPTH;
        price = price + change;
        require(price <= 1e30, "too dear");
    }
}
