// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";

/// Two prices of a token in the other token of its market, for 1e18 units: that of the moment, and one that follows it slowly.
contract SlowPrice {
    Pair public immutable market;
    Token public immutable base;
    uint256 public value;
    uint256 public updatedAt;

    constructor(Pair market_, Token base_) {
        market = market_;
        base = base_;
        value = spot();
        updatedAt = block.timestamp;
    }

    function spot() public view returns (uint256) {
        (uint256 reserve0, uint256 reserve1) = market.getReserves();
        return base == market.token0() ? reserve1 * 1e18 / reserve0 : reserve0 * 1e18 / reserve1;
    }

    /// Moves the slow price towards the market's, once a day and by a thousandth at the most.
    function update() external {
        require(block.timestamp >= updatedAt + 1 days, "too early");
        updatedAt = block.timestamp;
        uint256 step = value / 1000;
        uint256 target = spot();
        if (target > value + step) target = value + step;
        if (target < value - step) target = value - step;
        value = target;
    }
}
