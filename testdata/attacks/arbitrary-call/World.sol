// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {Lender} from "./Vulnerable.sol";

/// A lender with a million.
contract World {
    Token public token;
    Lender public lender;

    function setUp() public {
        token = new Token("Dollar", "USD", 6);
        lender = new Lender(token);
        token.mint(address(lender), 1_000_000e6);
        token.mint(address(0xA11CE), 50_000e6);
    }
}
