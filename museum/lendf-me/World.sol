// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {HookToken} from "common/HookToken.sol";
import {Token} from "common/Token.sol";
import {Market} from "./Vulnerable.sol";

/// A money market for imBTC (at 7,000 dollars) and a dollar token, with three lenders.
contract World {
    HookToken public imbtc;
    Token public usd;
    Market public market;

    function setUp() public {
        imbtc = new HookToken("The Tokenized Bitcoin", "imBTC", 8);
        usd = new Token("US Dollar", "USD", 6);
        market = new Market();
        market.list(address(imbtc), 7_000e6 * 1e18 / 1e8);
        market.list(address(usd), 1e18);
        imbtc.mint(address(0xCA401), 600e8);
        usd.mint(address(0xCA401), 5_000_000e6);
        lend(address(0xA11CE), address(imbtc), 200e8);
        lend(address(0xB0B), address(imbtc), 91e8);
        lend(address(0xDA1), address(usd), 20_000_000e6);
    }

    function lend(address who, address token, uint256 amount) private {
        Token(token).mint(who, amount);
        vm.startPrank(who);
        Token(token).approve(address(market), amount);
        market.supply(token, amount);
        vm.stopPrank();
    }
}
