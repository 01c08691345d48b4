// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {HookToken} from "common/HookToken.sol";
import {Lock} from "common/Lock.sol";

/// A market of one token against ether, with a fee of 0.3 %.
contract Exchange is Lock {
    HookToken public immutable token;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    constructor(HookToken token_) {
        token = token_;
    }

    receive() external payable {}

    /// Adds ether and as many tokens as belong to it; the first provider sets the price.
    function addLiquidity(uint256 tokens) external payable lock returns (uint256 shares) {
        uint256 reserve = address(this).balance - msg.value;
        if (totalSupply == 0) {
            shares = address(this).balance;
        } else {
            uint256 owed = msg.value * token.balanceOf(address(this)) / reserve + 1;
            require(owed <= tokens, "slippage");
            tokens = owed;
            shares = msg.value * totalSupply / reserve;
        }
        require(shares > 0, "no shares");
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        token.transferFrom(msg.sender, address(this), tokens);
    }

    /// Burns shares and pays out both sides.
    function removeLiquidity(uint256 shares) external lock {
        uint256 paid = shares * address(this).balance / totalSupply;
        uint256 tokens = shares * token.balanceOf(address(this)) / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        token.transfer(msg.sender, tokens);
        pay(paid);
    }

    function ethToToken(uint256 tokensMin) external payable lock returns (uint256 out) {
        out = price(msg.value, address(this).balance - msg.value, token.balanceOf(address(this)));
        require(out >= tokensMin, "slippage");
        token.transfer(msg.sender, out);
    }

    function tokenToEth(uint256 tokens, uint256 ethMin) external lock returns (uint256 out) {
        out = price(tokens, token.balanceOf(address(this)), address(this).balance);
        require(out >= ethMin, "slippage");
        pay(out);
        token.transferFrom(msg.sender, address(this), tokens);
    }

    function price(uint256 amountIn, uint256 reserveIn, uint256 reserveOut) private pure returns (uint256) {
        return amountIn * 997 * reserveOut / (reserveIn * 1000 + amountIn * 997);
    }

    function pay(uint256 amount) private {
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "payment failed");
    }
}
