// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A pool of two tokens whose amounts count at fixed rates; swaps keep the product of the two. Its shares may be swapped too. Several
/// swaps in one batch are settled at its end, so that one may pay with what the next brings.
contract RatedPool {
    struct Step {
        uint256 assetIn;
        uint256 assetOut;
        uint256 amountOut;
    }

    uint256 public constant SHARE = 2;
    Token public immutable token0;
    Token public immutable token1;
    uint256[2] public rates;
    uint256[2] public balances;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    bool private locked;

    event Swapped(uint256 assetIn, uint256 assetOut, uint256 amountIn, uint256 amountOut);

    modifier lock() {
        require(!locked, "locked");
        locked = true;
        _;
        locked = false;
    }

    constructor(Token token0_, Token token1_, uint256 rate0, uint256 rate1) {
        token0 = token0_;
        token1 = token1_;
        rates = [rate0, rate1];
    }

    /// The first deposit, at any proportion.
    function init(uint256 amount0, uint256 amount1) external lock {
        require(totalSupply == 0, "done already");
        balances = [amount0, amount1];
        totalSupply = root(upscaleDown(amount0, 0) * upscaleDown(amount1, 1));
        // The smallest part stays here for ever.
        balanceOf[msg.sender] = totalSupply - 1e6;
        token0.transferFrom(msg.sender, address(this), amount0);
        token1.transferFrom(msg.sender, address(this), amount1);
    }

    /// Burns shares of the caller and pays out both tokens in proportion.
    function exit(uint256 shares) external lock {
        uint256 amount0 = balances[0] * shares / totalSupply;
        uint256 amount1 = balances[1] * shares / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        balances[0] -= amount0;
        balances[1] -= amount1;
        token0.transfer(msg.sender, amount0);
        token1.transfer(msg.sender, amount1);
    }

    /// Swaps exact amounts out, one after the other, and settles with the caller what is left over of each asset.
    function batch(Step[] calldata steps) external lock {
        int256[3] memory owed;
        for (uint256 i = 0; i < steps.length; i++) {
            Step calldata step = steps[i];
            uint256 amountIn = swap(step.assetIn, step.assetOut, step.amountOut);
            owed[step.assetIn] += int256(amountIn);
            owed[step.assetOut] -= int256(step.amountOut);
            emit Swapped(step.assetIn, step.assetOut, amountIn, step.amountOut);
        }
        if (owed[SHARE] > 0) balanceOf[msg.sender] -= uint256(owed[SHARE]);
        else balanceOf[msg.sender] += uint256(-owed[SHARE]);
        settle(token0, owed[0]);
        settle(token1, owed[1]);
    }

    function swap(uint256 assetIn, uint256 assetOut, uint256 amountOut) private returns (uint256 amountIn) {
        require(assetIn != assetOut && assetIn <= SHARE && assetOut <= SHARE, "no such swap");
        if (assetOut == SHARE) {
            uint256 balance = upscaleUp(balances[assetIn], assetIn);
            uint256 supply = totalSupply + amountOut;
            uint256 more = divideUp(balance * supply * supply, totalSupply * totalSupply) - balance;
            amountIn = divideUp(more * 1e18, rates[assetIn]);
            balances[assetIn] += amountIn;
            totalSupply = supply;
            return amountIn;
        }
        uint256 out = upscaleDown(amountOut, assetOut);
        uint256 held = upscaleDown(balances[assetOut], assetOut);
        require(out < held, "not enough liquidity");
        balances[assetOut] -= amountOut;
        if (assetIn == SHARE) {
            uint256 left = root(totalSupply * totalSupply * (held - out) / held);
            require(left > 0, "too much");
            amountIn = totalSupply - left;
            totalSupply = left;
        } else {
            uint256 more = divideUp(upscaleUp(balances[assetIn], assetIn) * out, held - out);
            amountIn = divideUp(more * 1e18, rates[assetIn]);
            balances[assetIn] += amountIn;
        }
    }

    function settle(Token token, int256 owed) private {
        if (owed > 0) token.transferFrom(msg.sender, address(this), uint256(owed));
        else token.transfer(msg.sender, uint256(-owed));
    }

    function upscaleDown(uint256 amount, uint256 token) private view returns (uint256) {
        return amount * rates[token] / 1e18;
    }

    function upscaleUp(uint256 amount, uint256 token) private view returns (uint256) {
        return divideUp(amount * rates[token], 1e18);
    }

    function divideUp(uint256 a, uint256 b) private pure returns (uint256) {
        return (a + b - 1) / b;
    }

    function root(uint256 x) private pure returns (uint256 y) {
        y = x;
        uint256 z = x / 2 + 1;
        while (z < y) {
            y = z;
            z = (x / z + z) / 2;
        }
    }
}
