// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {MarginTrading} from "./Vulnerable.sol";

/// Margin trading with two lenders of ether, and the thin market that it trades on.
contract World {
    Token public weth;
    Token public wbtc;
    Pair public market;
    SlowPrice public feed;
    MarginTrading public trading;

    address constant MAKER = address(0xCA401);

    function setUp() public {
        weth = new Token("Wrapped Ether", "WETH", 18);
        wbtc = new Token("Wrapped Bitcoin", "WBTC", 8);
        market = new Pair(weth, wbtc);
        weth.mint(address(market), 2_800 ether);
        wbtc.mint(address(market), 77e8);
        market.mint(MAKER);
        weth.mint(MAKER, 20_000 ether);
        wbtc.mint(MAKER, 500e8);
        feed = new SlowPrice(market, wbtc);
        trading = new MarginTrading(weth, wbtc, market, feed);
        fund(address(0xA11CE), 6_000 ether);
        fund(address(0xB0B), 4_000 ether);
    }

    function fund(address who, uint256 amount) private {
        weth.mint(who, amount);
        vm.startPrank(who);
        weth.approve(address(trading), amount);
        trading.lend(amount);
        vm.stopPrank();
    }
}
