// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A constant-product market of two tokens with a fee of 0.16 %.
contract Market {
    Token public immutable token0;
    Token public immutable token1;
    uint112 private reserve0;
    uint112 private reserve1;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    constructor(Token token0_, Token token1_) {
        token0 = token0_;
        token1 = token1_;
    }

    function getReserves() external view returns (uint112, uint112) {
        return (reserve0, reserve1);
    }

    /// Mints shares for what was sent here since the last call.
    function mint(address to) external returns (uint256 shares) {
        uint256 amount0 = token0.balanceOf(address(this)) - reserve0;
        uint256 amount1 = token1.balanceOf(address(this)) - reserve1;
        if (totalSupply == 0) {
            totalSupply = 1000;
            shares = root(amount0 * amount1) - 1000;
        } else {
            uint256 by0 = amount0 * totalSupply / reserve0;
            uint256 by1 = amount1 * totalSupply / reserve1;
            shares = by0 < by1 ? by0 : by1;
        }
        require(shares > 0, "no shares");
        totalSupply += shares;
        balanceOf[to] += shares;
        update();
    }

    /// Burns shares of the caller and pays out both tokens.
    function burn(uint256 shares, address to) external returns (uint256 amount0, uint256 amount1) {
        amount0 = shares * token0.balanceOf(address(this)) / totalSupply;
        amount1 = shares * token1.balanceOf(address(this)) / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        token0.transfer(to, amount0);
        token1.transfer(to, amount1);
        update();
    }

    /// Pays out; what was sent here before must keep the product of the reserves.
    function swap(uint256 out0, uint256 out1, address to) external {
        require(out0 > 0 || out1 > 0, "nothing to pay out");
        require(out0 < reserve0 && out1 < reserve1, "not enough liquidity");
        if (out0 > 0) token0.transfer(to, out0);
        if (out1 > 0) token1.transfer(to, out1);
        uint256 balance0 = token0.balanceOf(address(this));
        uint256 balance1 = token1.balanceOf(address(this));
        uint256 in0 = balance0 > reserve0 - out0 ? balance0 - (reserve0 - out0) : 0;
        uint256 in1 = balance1 > reserve1 - out1 ? balance1 - (reserve1 - out1) : 0;
        require(in0 > 0 || in1 > 0, "nothing paid in");
        uint256 adjusted0 = balance0 * 10000 - in0 * 16;
        uint256 adjusted1 = balance1 * 10000 - in1 * 16;
        require(adjusted0 * adjusted1 >= uint256(reserve0) * reserve1 * 10000 ** 2, "k");
        update();
    }

    function update() private {
        reserve0 = uint112(token0.balanceOf(address(this)));
        reserve1 = uint112(token1.balanceOf(address(this)));
    }

    function root(uint256 x) private pure returns (uint256 y) {
        y = x;
        uint256 z = (x + 1) / 2;
        while (z < y) {
            y = z;
            z = (x / z + z) / 2;
        }
    }
}
