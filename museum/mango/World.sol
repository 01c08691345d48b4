// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Exchange} from "./Vulnerable.sol";

/// An exchange with two depositors, and the thin market of the token that it trades on.
contract World {
    Token public usd;
    Token public mngo;
    Pair public market;
    SlowPrice public feed;
    Exchange public exchange;

    address constant MAKER = address(0xCA401);

    function setUp() public {
        usd = new Token("USD Coin", "USDC", 18);
        mngo = new Token("Mango", "MNGO", 18);
        market = new Pair(mngo, usd);
        mngo.mint(address(market), 20_000_000 ether);
        usd.mint(address(market), 800_000 ether);
        market.mint(MAKER);
        mngo.mint(MAKER, 500_000_000 ether);
        usd.mint(MAKER, 300_000_000 ether);
        feed = new SlowPrice(market, mngo);
        exchange = new Exchange(usd, feed);
        fund(address(0xA11CE), 70_000_000 ether);
        fund(address(0xB0B), 44_000_000 ether);
    }

    function fund(address who, uint128 amount) private {
        usd.mint(who, amount);
        vm.startPrank(who);
        usd.approve(address(exchange), amount);
        uint256 id = exchange.open();
        exchange.deposit(id, amount);
        vm.stopPrank();
    }
}
