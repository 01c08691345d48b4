// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A market of two tokens whose liquidity lies between two prices. A price is kept as its root, times 2^64: of token0 in token1.
contract Pool {
    uint256 public constant LOWEST = 1 << 64; // price 1
    uint256 public constant HIGHEST = 2 << 64; // price 4
    Token public immutable token0;
    Token public immutable token1;
    uint256 public root;
    uint256 public liquidity;
    mapping(address => uint256) public liquidityOf;

    constructor(Token token0_, Token token1_, uint256 root_) {
        require(root_ > LOWEST && root_ < HIGHEST, "price");
        (token0, token1, root) = (token0_, token1_, root_);
    }

    /// Buys liquidity for what it takes of both tokens at the current price.
    function addLiquidity(uint256 amount) external {
        uint256 in0 = delta0(amount, root, HIGHEST, true);
        uint256 in1 = delta1(amount, LOWEST, root, true);
        liquidity += amount;
        liquidityOf[msg.sender] += amount;
        token0.transferFrom(msg.sender, address(this), in0);
        token1.transferFrom(msg.sender, address(this), in1);
    }

    /// Gives liquidity back for its part of both tokens.
    function removeLiquidity(uint256 amount) external {
        liquidityOf[msg.sender] -= amount;
        liquidity -= amount;
        token0.transfer(msg.sender, delta0(amount, root, HIGHEST, false));
        token1.transfer(msg.sender, delta1(amount, LOWEST, root, false));
    }

    /// Sells up to so much of token0, until the price is the lowest. There is no fee.
    function sell0(uint256 amount, uint256 outMin) external {
        uint256 scaled = liquidity << 64;
        uint256 next = divide(scaled * root, scaled + amount * root, true);
        if (next < LOWEST) next = LOWEST;
        uint256 out = delta1(liquidity, next, root, false);
        uint256 in0 = delta0(liquidity, next, root, true);
        require(out >= outMin, "slippage");
        root = next;
        token0.transferFrom(msg.sender, address(this), in0);
        token1.transfer(msg.sender, out);
    }

    /// Sells up to so much of token1, until the price is the highest.
    function sell1(uint256 amount, uint256 outMin) external {
        uint256 next = root + (amount << 64) / liquidity;
        if (next > HIGHEST) next = HIGHEST;
        uint256 out = delta0(liquidity, root, next, false);
        uint256 in1 = delta1(liquidity, root, next, true);
        require(out >= outMin, "slippage");
        root = next;
        token1.transferFrom(msg.sender, address(this), in1);
        token0.transfer(msg.sender, out);
    }

    /// How much of token0 the liquidity holds between two prices.
    function delta0(uint256 amount, uint256 low, uint256 high, bool up) private pure returns (uint256) {
        return divide(shiftLeft64(amount * (high - low)), low * high, up);
    }

    /// How much of token1 the liquidity holds between two prices.
    function delta1(uint256 amount, uint256 low, uint256 high, bool up) private pure returns (uint256) {
        return divide(amount * (high - low), 1 << 64, up);
    }

    /// Shifting does not overflow by itself, it loses what does not fit.
    function shiftLeft64(uint256 x) private pure returns (uint256) {
        require(x <= 0xffffffffffffffff << 192, "overflow");
        return x << 64;
    }

    function divide(uint256 x, uint256 y, bool up) private pure returns (uint256) {
        return up && x % y > 0 ? x / y + 1 : x / y;
    }
}
