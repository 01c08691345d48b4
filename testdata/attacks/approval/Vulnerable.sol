// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Keeps tokens for whoever saves with it.
contract Savings {
    Token public immutable token;
    mapping(address => uint256) public saved;

    constructor(Token token_) {
        token = token_;
    }

    function save(address from, uint256 amount) external {
        token.transferFrom(from, address(this), amount);
        saved[msg.sender] += amount;
    }

    function take(uint256 amount) external {
        saved[msg.sender] -= amount;
        token.transfer(msg.sender, amount);
    }
}
