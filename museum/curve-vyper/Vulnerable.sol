// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A pool of ether and one token; its invariant is the root of their product, its swaps cost 0.3 %.
contract Pool {
    // The slots that the compiler gave to the lock.
    uint256 private constant ADD = 0;
    uint256 private constant REMOVE = 1;
    uint256 private constant EXCHANGE = 2;

    Token public immutable token;
    uint256 public etherReserve;
    uint256 public tokenReserve;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(uint256 => bool) private locked;

    modifier nonreentrant(uint256 slot) {
        require(!locked[slot], "locked");
        locked[slot] = true;
        _;
        locked[slot] = false;
    }

    constructor(Token token_) {
        token = token_;
    }

    /// Adds ether and tokens in any proportion; mints shares by the growth of the invariant.
    function addLiquidity(uint256 tokens, uint256 sharesMin) external payable nonreentrant(ADD) returns (uint256 shares) {
        uint256 before = invariant();
        token.transferFrom(msg.sender, address(this), tokens);
        etherReserve += msg.value;
        tokenReserve += tokens;
        uint256 grown = invariant() - before;
        // The first shares are nobody's. Later, both roots were rounded: one unit of growth may be none.
        if (totalSupply == 0) {
            totalSupply = 1000;
            shares = grown - 1000;
        } else {
            shares = grown > 1 ? totalSupply * (grown - 1) / (before + 1) : 0;
        }
        require(shares > 0 && shares >= sharesMin, "too few shares");
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
    }

    /// Burns shares and pays out both sides in proportion.
    function removeLiquidity(uint256 shares) external nonreentrant(REMOVE) {
        uint256 ethers = etherReserve * shares / totalSupply;
        uint256 tokens = tokenReserve * shares / totalSupply;
        balanceOf[msg.sender] -= shares;
        etherReserve -= ethers;
        pay(ethers);
        tokenReserve -= tokens;
        token.transfer(msg.sender, tokens);
        totalSupply -= shares;
    }

    /// Sells the ether sent along, or else the tokens.
    function exchange(uint256 tokens, uint256 outMin) external payable nonreentrant(EXCHANGE) returns (uint256 out) {
        if (msg.value > 0) {
            require(tokens == 0, "one side only");
            out = price(msg.value, etherReserve, tokenReserve);
            etherReserve += msg.value;
            tokenReserve -= out;
            token.transfer(msg.sender, out);
        } else {
            out = price(tokens, tokenReserve, etherReserve);
            token.transferFrom(msg.sender, address(this), tokens);
            tokenReserve += tokens;
            etherReserve -= out;
            pay(out);
        }
        require(out >= outMin, "slippage");
    }

    function price(uint256 amountIn, uint256 reserveIn, uint256 reserveOut) private pure returns (uint256) {
        return amountIn * 997 * reserveOut / (reserveIn * 1000 + amountIn * 997);
    }

    function pay(uint256 amount) private {
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "payment failed");
    }

    function invariant() private view returns (uint256 y) {
        uint256 x = etherReserve * tokenReserve;
        y = x;
        uint256 z = (x + 1) / 2;
        while (z < y) {
            y = z;
            z = (x / z + z) / 2;
        }
    }
}
