// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

interface IBorrower {
    function onLoan(uint256 amount, bytes calldata data) external;
}

/// Lends its tokens for as long as a call takes.
contract Lender {
    Token public immutable token;

    constructor(Token token_) {
        token = token_;
    }

    function lend(uint256 amount, address borrower, bytes calldata data) external {
        uint256 before = token.balanceOf(address(this));
        token.transfer(borrower, amount);
        (bool ok,) = borrower.call(data);
        require(ok, "the borrower failed");
        require(token.balanceOf(address(this)) >= before, "not paid back");
    }
}
