// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A market of two tokens of 18 decimals that ought to be worth the same, flat around balance and steep far from it.
/// It charges 0.1 % of what is swapped, and half of that on what a deposit or withdrawal puts out of balance. Fees are set aside for
/// its makers; they do not belong to its shares.
contract StablePool {
    Token public immutable token0;
    Token public immutable token1;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    uint256[2] private held;
    bool private locked;

    uint256 private constant ANN = 1000;
    uint256 private constant FEE = 0.001e18;

    modifier lock() {
        require(!locked, "locked");
        locked = true;
        _;
        locked = false;
    }

    constructor(Token token0_, Token token1_) {
        token0 = token0_;
        token1 = token1_;
    }

    function getReserves() external view returns (uint256, uint256) {
        return (held[0], held[1]);
    }

    /// What a share stands for if the market were in balance.
    function virtualPrice() external view returns (uint256) {
        return invariant(held[0], held[1]) * 1e18 / totalSupply;
    }

    /// Adds any amounts of the two tokens, pulled from the caller.
    function add(uint256 amount0, uint256 amount1, uint256 sharesMin) external lock returns (uint256 shares) {
        uint256 now0 = held[0] + amount0;
        uint256 now1 = held[1] + amount1;
        uint256 after_ = invariant(now0, now1);
        if (totalSupply == 0) {
            shares = after_;
        } else {
            uint256 before = invariant(held[0], held[1]);
            now0 -= difference(now0, held[0] * after_ / before) * FEE / 2e18;
            now1 -= difference(now1, held[1] * after_ / before) * FEE / 2e18;
            shares = totalSupply * (invariant(now0, now1) - before) / before;
        }
        require(shares > 0 && shares >= sharesMin, "too few shares");
        (held[0], held[1]) = (now0, now1);
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        token0.transferFrom(msg.sender, address(this), amount0);
        token1.transferFrom(msg.sender, address(this), amount1);
    }

    /// Burns shares of the caller and pays out both tokens in proportion.
    function remove(uint256 shares) external lock returns (uint256 amount0, uint256 amount1) {
        amount0 = held[0] * shares / totalSupply;
        amount1 = held[1] * shares / totalSupply;
        burn(shares);
        held[0] -= amount0;
        held[1] -= amount1;
        token0.transfer(msg.sender, amount0);
        token1.transfer(msg.sender, amount1);
    }

    /// Burns shares of the caller and pays out token0 only.
    function removeOne(uint256 shares, uint256 outMin) external lock returns (uint256 out) {
        uint256 fee;
        (out, fee) = quote(shares);
        require(out >= outMin, "slippage");
        burn(shares);
        held[0] -= out + fee;
        token0.transfer(msg.sender, out);
    }

    /// What some shares would pay now in token0.
    function quoteOne(uint256 shares) external view returns (uint256 out) {
        (out,) = quote(shares);
    }

    /// Sells an exact amount of one of the tokens, pulled from the caller.
    function sell(Token tokenIn, uint256 amountIn, uint256 outMin, address to) external lock returns (uint256 out) {
        require(tokenIn == token0 || tokenIn == token1, "not traded here");
        uint256 i = tokenIn == token0 ? 0 : 1;
        uint256 left = other(held[i] + amountIn, invariant(held[0], held[1]));
        uint256 gross = held[1 - i] - left - 1;
        out = gross - gross * FEE / 1e18;
        require(out >= outMin, "slippage");
        held[i] += amountIn;
        held[1 - i] = left + 1;
        tokenIn.transferFrom(msg.sender, address(this), amountIn);
        (i == 0 ? token1 : token0).transfer(to, out);
    }

    function burn(uint256 shares) private {
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
    }

    function quote(uint256 shares) private view returns (uint256 out, uint256 fee) {
        if (shares == 0) return (0, 0);
        uint256 before = invariant(held[0], held[1]);
        uint256 after_ = before - shares * before / totalSupply;
        uint256 left = other(held[1], after_);
        uint256 less0 = held[0] - difference(held[0] * after_ / before, left) * FEE / 2e18;
        uint256 less1 = held[1] - difference(held[1], held[1] * after_ / before) * FEE / 2e18;
        // One less than exact, against the caller.
        out = above(less0, other(less1, after_) + 1);
        fee = above(above(held[0], left), out);
    }

    /// The sum of both amounts if they were in balance.
    function invariant(uint256 x, uint256 y) private pure returns (uint256 d) {
        uint256 sum = x + y;
        d = sum;
        for (uint256 i = 0; i < 255 && d > 0; i++) {
            uint256 p = d * d / (2 * x) * d / (2 * y);
            uint256 last = d;
            d = (ANN * sum + 2 * p) * d / ((ANN - 1) * d + 3 * p);
            if (difference(d, last) <= 1) break;
        }
    }

    /// The amount of the other token that belongs to x.
    function other(uint256 x, uint256 d) private pure returns (uint256 y) {
        uint256 c = d * d / (2 * x) * d / (2 * ANN);
        uint256 b = x + d / ANN;
        y = d;
        for (uint256 i = 0; i < 255; i++) {
            uint256 last = y;
            y = (y * y + c) / (2 * y + b - d);
            if (difference(y, last) <= 1) break;
        }
    }

    function above(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : 0;
    }

    function difference(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : b - a;
    }
}
