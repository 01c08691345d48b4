// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";

/// Sells people's tokens on a market for them.
contract Desk {
    Pair public immutable pair;

    constructor(Pair pair_) {
        pair = pair_;
    }

    /// Sells the caller's tokens for at least `outMin` of the other.
    function sell(Token tokenIn, uint256 amount, uint256 outMin) external returns (uint256 out) {
        tokenIn.transferFrom(msg.sender, address(this), amount);
        tokenIn.approve(address(pair), amount);
        out = pair.sell(tokenIn, amount, 0, msg.sender);
        outMin;
    }
}
