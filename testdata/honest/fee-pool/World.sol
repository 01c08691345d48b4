// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";

/// A token that burns 1 % of whatever is moved.
contract FeeToken {
    string public constant name = "Ember";
    string public constant symbol = "EMB";
    uint8 public constant decimals = 18;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 amount);

    constructor(address holder, uint256 amount) {
        totalSupply = amount;
        balanceOf[holder] = amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
        return true;
    }

    function move(address from, address to, uint256 amount) private {
        uint256 burned = (amount + 99) / 100;
        balanceOf[from] -= amount;
        balanceOf[to] += amount - burned;
        totalSupply -= burned;
        emit Transfer(from, to, amount - burned);
    }
}

/// A constant-product market that believes only what has arrived.
contract Pool {
    Token public immutable token0;
    Token public immutable token1;
    uint256 public reserve0;
    uint256 public reserve1;
    uint256 public totalShares;
    mapping(address => uint256) public sharesOf;

    constructor(Token token0_, Token token1_) {
        token0 = token0_;
        token1 = token1_;
    }

    function add(uint256 amount0, uint256 amount1) external returns (uint256 shares) {
        amount0 = pull(token0, amount0);
        amount1 = pull(token1, amount1);
        if (totalShares == 0) {
            // Shares that nobody owns.
            totalShares = 1e6;
            shares = amount0 - totalShares;
        } else {
            uint256 by0 = amount0 * totalShares / reserve0;
            uint256 by1 = amount1 * totalShares / reserve1;
            shares = by0 < by1 ? by0 : by1;
        }
        require(shares > 0, "no shares");
        reserve0 += amount0;
        reserve1 += amount1;
        totalShares += shares;
        sharesOf[msg.sender] += shares;
    }

    function remove(uint256 shares) external returns (uint256 amount0, uint256 amount1) {
        amount0 = shares * reserve0 / totalShares;
        amount1 = shares * reserve1 / totalShares;
        sharesOf[msg.sender] -= shares;
        totalShares -= shares;
        reserve0 -= amount0;
        reserve1 -= amount1;
        token0.transfer(msg.sender, amount0);
        token1.transfer(msg.sender, amount1);
    }

    function sell0(uint256 amount, uint256 outMin) external returns (uint256 out) {
        uint256 got = pull(token0, amount);
        out = got * 997 * reserve1 / (reserve0 * 1000 + got * 997);
        require(out >= outMin, "slippage");
        reserve0 += got;
        reserve1 -= out;
        token1.transfer(msg.sender, out);
    }

    function sell1(uint256 amount, uint256 outMin) external returns (uint256 out) {
        uint256 got = pull(token1, amount);
        out = got * 997 * reserve0 / (reserve1 * 1000 + got * 997);
        require(out >= outMin, "slippage");
        reserve1 += got;
        reserve0 -= out;
        token0.transfer(msg.sender, out);
    }

    function pull(Token token, uint256 amount) private returns (uint256) {
        uint256 before = token.balanceOf(address(this));
        token.transferFrom(msg.sender, address(this), amount);
        return token.balanceOf(address(this)) - before;
    }
}

/// A market of the burning token with one provider, and holders of both tokens.
contract World {
    FeeToken public ember;
    Token public usdc;
    Pool public pool;

    function setUp() public {
        ember = new FeeToken(address(0xA11CE), 10_000_000e18);
        usdc = new Token("USD Coin", "USDC", 6);
        pool = new Pool(Token(address(ember)), usdc);
        usdc.mint(address(0xA11CE), 2_000_000e6);
        usdc.mint(address(0xB0B), 1_000_000e6);
        vm.startPrank(address(0xA11CE));
        ember.approve(address(pool), 4_000_000e18);
        usdc.approve(address(pool), 2_000_000e6);
        pool.add(4_000_000e18, 2_000_000e6);
        ember.transfer(address(0xD0E), 1_000_000e18);
        vm.stopPrank();
        vm.startPrank(address(0xB0B));
        usdc.approve(address(pool), 100_000e6);
        pool.sell1(100_000e6, 0);
        vm.stopPrank();
    }
}
