// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Token} from "./Token.sol";

/// A constant-product market of two tokens. Like the well-known ones it works on what it was sent: transfer first, then call.
contract Pair {
    uint256 private constant SHARES_LOCKED = 1000;

    Token public immutable token0;
    Token public immutable token1;

    uint112 public reserve0;
    uint112 public reserve1;
    uint32 private unlocked = 1;

    uint256 public totalShares;
    mapping(address => uint256) public sharesOf;

    event Mint(address indexed sender, uint256 amount0, uint256 amount1);
    event Burn(address indexed sender, uint256 amount0, uint256 amount1, address indexed to);
    event Swap(address indexed sender, uint256 in0, uint256 in1, uint256 out0, uint256 out1, address indexed to);
    event Sync(uint112 reserve0, uint112 reserve1);

    modifier lock() {
        require(unlocked == 1, "locked");
        unlocked = 0;
        _;
        unlocked = 1;
    }

    constructor(Token token0_, Token token1_) {
        token0 = token0_;
        token1 = token1_;
    }

    function mint(address to) external lock returns (uint256 shares) {
        (uint256 balance0, uint256 balance1) = balances();
        uint256 amount0 = balance0 - reserve0;
        uint256 amount1 = balance1 - reserve1;
        if (totalShares == 0) {
            shares = sqrt(amount0 * amount1) - SHARES_LOCKED;
            _addShares(address(0), SHARES_LOCKED);
        } else {
            shares = min(amount0 * totalShares / reserve0, amount1 * totalShares / reserve1);
        }
        require(shares > 0, "no shares");
        _addShares(to, shares);
        _update(balance0, balance1);
        emit Mint(msg.sender, amount0, amount1);
    }

    /// Burns the shares that were sent to the pair itself.
    function burn(address to) external lock returns (uint256 amount0, uint256 amount1) {
        (uint256 balance0, uint256 balance1) = balances();
        uint256 shares = sharesOf[address(this)];
        amount0 = shares * balance0 / totalShares;
        amount1 = shares * balance1 / totalShares;
        require(amount0 > 0 && amount1 > 0, "nothing to pay");
        sharesOf[address(this)] = 0;
        totalShares -= shares;
        token0.transfer(to, amount0);
        token1.transfer(to, amount1);
        (balance0, balance1) = balances();
        _update(balance0, balance1);
        emit Burn(msg.sender, amount0, amount1, to);
    }

    function swap(uint256 out0, uint256 out1, address to) external lock {
        require(out0 > 0 || out1 > 0, "no output");
        require(out0 < reserve0 && out1 < reserve1, "too much");
        require(to != address(token0) && to != address(token1), "bad receiver");
        if (out0 > 0) token0.transfer(to, out0);
        if (out1 > 0) token1.transfer(to, out1);
        (uint256 balance0, uint256 balance1) = balances();
        uint256 in0 = balance0 > reserve0 - out0 ? balance0 - (reserve0 - out0) : 0;
        uint256 in1 = balance1 > reserve1 - out1 ? balance1 - (reserve1 - out1) : 0;
        require(in0 > 0 || in1 > 0, "no input");
        uint256 after0 = balance0 * 1000 - in0 * 3;
        uint256 after1 = balance1 * 1000 - in1 * 3;
        require(after0 * after1 >= uint256(reserve0) * reserve1 * 1000 ** 2, "k fell");
        _update(balance0, balance1);
        emit Swap(msg.sender, in0, in1, out0, out1, to);
    }

    function skim(address to) external lock {
        (uint256 balance0, uint256 balance1) = balances();
        token0.transfer(to, balance0 - reserve0);
        token1.transfer(to, balance1 - reserve1);
    }

    function sync() external lock {
        (uint256 balance0, uint256 balance1) = balances();
        _update(balance0, balance1);
    }

    function transfer(address to, uint256 shares) external returns (bool) {
        sharesOf[msg.sender] -= shares;
        sharesOf[to] += shares;
        return true;
    }

    function balances() private view returns (uint256, uint256) {
        return (token0.balanceOf(address(this)), token1.balanceOf(address(this)));
    }

    function _addShares(address to, uint256 shares) private {
        totalShares += shares;
        sharesOf[to] += shares;
    }

    function _update(uint256 balance0, uint256 balance1) private {
        require(balance0 <= type(uint112).max && balance1 <= type(uint112).max, "overflow");
        reserve0 = uint112(balance0);
        reserve1 = uint112(balance1);
        emit Sync(reserve0, reserve1);
    }

    function min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function sqrt(uint256 y) private pure returns (uint256 z) {
        if (y <= 3) return y == 0 ? 0 : 1;
        z = y;
        uint256 x = y / 2 + 1;
        while (x < z) {
            z = x;
            x = (y / x + x) / 2;
        }
    }
}
