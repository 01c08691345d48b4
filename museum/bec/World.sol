// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {BecToken} from "./Vulnerable.sol";

/// The token with three holders, and a market of it against dollars at 0.30.
contract World {
    BecToken public bec;
    Token public usd;
    Pair public market;

    function setUp() public {
        bec = new BecToken();
        usd = new Token("US Dollar", "USD", 6);
        market = new Pair(Token(address(bec)), usd);
        bec.transfer(address(market), 20_000_000 ether);
        usd.mint(address(market), 6_000_000e6);
        market.mint(address(0xDA1));
        bec.transfer(address(0xA11CE), 3_000_000_000 ether);
        bec.transfer(address(0xB0B), 2_000_000_000 ether);
        bec.transfer(address(0xCA401), 1_980_000_000 ether);
        usd.mint(address(0xCA401), 10_000_000e6);
    }
}
