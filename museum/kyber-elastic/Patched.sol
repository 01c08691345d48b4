// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A market of two tokens whose makers each serve a range of prices. Ticks are the roots of prices, a quarter apart. A fee of 0.3 % of
/// what is paid in stays aside.
contract Elastic {
    Token public immutable token0;
    Token public immutable token1;
    uint256 public constant SPACING = 0.25e18;
    uint256 public constant TICK_MAX = 80;
    uint256 private constant FEE = 30;
    uint256 private constant ONE = 10_000;

    uint256 public sqrtPrice;
    uint256 public tick;
    uint256 public liquidity;
    /// What the liquidity changes by when the price rises through a tick.
    mapping(uint256 => int256) public change;
    /// By owner, lower and upper tick.
    mapping(address => mapping(uint256 => mapping(uint256 => uint256))) public positionOf;

    event Swapped(address indexed who, bool up, uint256 paid, uint256 out);

    constructor(Token token0_, Token token1_, uint256 sqrtPrice_) {
        token0 = token0_;
        token1 = token1_;
        sqrtPrice = sqrtPrice_;
        tick = sqrtPrice_ / SPACING;
    }

    function add(uint256 lower, uint256 upper, uint256 amount) external {
        require(lower > 0 && lower < upper && upper <= TICK_MAX, "no such range");
        positionOf[msg.sender][lower][upper] += amount;
        move(lower, upper, int256(amount));
        (uint256 a, uint256 b, uint256 s) = bounds(lower, upper);
        token0.transferFrom(msg.sender, address(this), divideUp(amount * 1e18 * (b - s), s * b));
        token1.transferFrom(msg.sender, address(this), divideUp(amount * (s - a), 1e18));
    }

    function remove(uint256 lower, uint256 upper, uint256 amount) external {
        positionOf[msg.sender][lower][upper] -= amount;
        move(lower, upper, -int256(amount));
        (uint256 a, uint256 b, uint256 s) = bounds(lower, upper);
        token0.transfer(msg.sender, amount * 1e18 * (b - s) / (s * b));
        token1.transfer(msg.sender, amount * (s - a) / 1e18);
    }

    /// Sells token1 up to an amount, and as long as the root of the price is below a limit.
    function swapUp(uint256 amount, uint256 limit) external returns (uint256 out) {
        require(limit > sqrtPrice && limit <= TICK_MAX * SPACING, "limit");
        uint256 left = amount;
        while (left > 0 && sqrtPrice < limit) {
            uint256 edge = (tick + 1) * SPACING;
            uint256 target = edge < limit ? edge : limit;
            uint256 start = sqrtPrice;
            uint256 before = liquidity;
            uint256 net = left * ONE / (ONE + FEE);
            uint256 reach = divideUp(before * (target - start), 1e18);
            if (net >= reach) {
                left -= divideUp(reach * (ONE + FEE), ONE);
                sqrtPrice = target;
                if (target == edge) cross(++tick, true);
            } else {
                left = 0;
                sqrtPrice = start + net * 1e18 / before;
                tick = sqrtPrice / SPACING;
            }
            out += before * 1e18 * (sqrtPrice - start) / (sqrtPrice * start);
        }
        token1.transferFrom(msg.sender, address(this), amount - left);
        token0.transfer(msg.sender, out);
        emit Swapped(msg.sender, true, amount - left, out);
    }

    /// Sells token0 up to an amount, and as long as the root of the price is above a limit.
    function swapDown(uint256 amount, uint256 limit) external returns (uint256 out) {
        require(limit < sqrtPrice && limit >= SPACING, "limit");
        uint256 left = amount;
        while (left > 0 && sqrtPrice > limit) {
            uint256 edge = tick * SPACING;
            uint256 target = edge > limit ? edge : limit;
            uint256 start = sqrtPrice;
            uint256 before = liquidity;
            uint256 net = left * ONE / (ONE + FEE);
            uint256 reach = divideUp(before * 1e18 * (start - target), start * target);
            if (net >= reach) {
                left -= divideUp(reach * (ONE + FEE), ONE);
                sqrtPrice = target;
                if (target == edge) cross(tick--, false);
            } else {
                left = 0;
                sqrtPrice = divideUp(before * start * 1e18, before * 1e18 + net * start);
            }
            out += before * (start - sqrtPrice) / 1e18;
        }
        token0.transferFrom(msg.sender, address(this), amount - left);
        token1.transfer(msg.sender, out);
        emit Swapped(msg.sender, false, amount - left, out);
    }

    function cross(uint256 at, bool up) private {
        liquidity = uint256(int256(liquidity) + (up ? change[at] : -change[at]));
    }

    function move(uint256 lower, uint256 upper, int256 by) private {
        change[lower] += by;
        change[upper] -= by;
        if (lower <= tick && tick < upper) liquidity = uint256(int256(liquidity) + by);
    }

    /// The ends of a range, and where the price is in it.
    function bounds(uint256 lower, uint256 upper) private view returns (uint256 a, uint256 b, uint256 s) {
        (a, b, s) = (lower * SPACING, upper * SPACING, sqrtPrice);
        if (s < a) s = a;
        if (s > b) s = b;
    }

    function divideUp(uint256 a, uint256 b) private pure returns (uint256) {
        return (a + b - 1) / b;
    }
}
