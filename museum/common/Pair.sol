// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Who takes part in a flash swap.
interface SwapCallee {
    function swapCall(address sender, uint256 out0, uint256 out1, bytes calldata data) external;
}

/// A constant-product market of two tokens with a fee of 0.3 % and flash swaps; its own shares are a token.
contract Pair {
    Token public immutable token0;
    Token public immutable token1;
    uint112 private stored0;
    uint112 private stored1;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    bool private locked;

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

    function getReserves() external view returns (uint112, uint112) {
        return (stored0, stored1);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        return true;
    }

    /// Mints shares for what was sent here since the last call.
    function mint(address to) external lock returns (uint256 shares) {
        uint256 amount0 = token0.balanceOf(address(this)) - stored0;
        uint256 amount1 = token1.balanceOf(address(this)) - stored1;
        if (totalSupply == 0) {
            shares = root(amount0 * amount1) - 1000;
            totalSupply = 1000;
        } else {
            uint256 by0 = amount0 * totalSupply / stored0;
            uint256 by1 = amount1 * totalSupply / stored1;
            shares = by0 < by1 ? by0 : by1;
        }
        require(shares > 0, "no shares");
        totalSupply += shares;
        balanceOf[to] += shares;
        sync_();
    }

    /// Burns the shares that were sent here and pays out both tokens.
    function burn(address to) external lock returns (uint256 amount0, uint256 amount1) {
        uint256 shares = balanceOf[address(this)];
        amount0 = shares * token0.balanceOf(address(this)) / totalSupply;
        amount1 = shares * token1.balanceOf(address(this)) / totalSupply;
        require(amount0 > 0 && amount1 > 0, "nothing to pay out");
        totalSupply -= shares;
        balanceOf[address(this)] = 0;
        token0.transfer(to, amount0);
        token1.transfer(to, amount1);
        sync_();
    }

    /// Sells an exact amount of one of the tokens, pulled from the caller.
    function sell(Token tokenIn, uint256 amountIn, uint256 outMin, address to) external lock returns (uint256 out) {
        bool zero = tokenIn == token0;
        require(zero || tokenIn == token1, "not traded here");
        (uint256 reserveIn, uint256 reserveOut) = zero ? (stored0, stored1) : (stored1, stored0);
        tokenIn.transferFrom(msg.sender, address(this), amountIn);
        out = amountIn * 997 * reserveOut / (reserveIn * 1000 + amountIn * 997);
        require(out >= outMin, "slippage");
        (zero ? token1 : token0).transfer(to, out);
        sync_();
    }

    /// Pays out first; what was sent in, before or during the callback, must keep the product.
    function swap(uint256 out0, uint256 out1, address to, bytes calldata data) external lock {
        require(out0 < stored0 && out1 < stored1, "not enough liquidity");
        if (out0 > 0) token0.transfer(to, out0);
        if (out1 > 0) token1.transfer(to, out1);
        if (data.length > 0) SwapCallee(to).swapCall(msg.sender, out0, out1, data);
        uint256 now0 = token0.balanceOf(address(this));
        uint256 now1 = token1.balanceOf(address(this));
        uint256 in0 = now0 > stored0 - out0 ? now0 - (stored0 - out0) : 0;
        uint256 in1 = now1 > stored1 - out1 ? now1 - (stored1 - out1) : 0;
        require(in0 > 0 || in1 > 0, "nothing paid in");
        uint256 adjusted0 = now0 * 1000 - in0 * 3;
        uint256 adjusted1 = now1 * 1000 - in1 * 3;
        require(adjusted0 * adjusted1 >= uint256(stored0) * stored1 * 1000 ** 2, "k");
        sync_();
    }

    function sync_() private {
        stored0 = uint112(token0.balanceOf(address(this)));
        stored1 = uint112(token1.balanceOf(address(this)));
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
