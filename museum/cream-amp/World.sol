// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {HookToken} from "common/HookToken.sol";
import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {Comptroller, Market} from "./Vulnerable.sol";

/// Two money markets under one comptroller: wrapped ether, and AMP at 1/60,000 ether; and where AMP is traded at that price.
contract World {
    Token public weth;
    HookToken public amp;
    Comptroller public comptroller;
    Market public wethMarket;
    Market public ampMarket;
    Pair public exchange;

    function setUp() public {
        weth = new Token("Wrapped Ether", "WETH", 18);
        amp = new HookToken("Amp", "AMP", 18);
        comptroller = new Comptroller();
        wethMarket = new Market(comptroller, weth);
        ampMarket = new Market(comptroller, Token(address(amp)));
        comptroller.list(wethMarket, 1e18);
        comptroller.list(ampMarket, 1e18 / uint256(60_000));
        lend(address(0xA11CE), weth, wethMarket, 2_000 ether);
        lend(address(0xB0B), weth, wethMarket, 1_000 ether);
        lend(address(0xDA1), Token(address(amp)), ampMarket, 480_000_000 ether);
        exchange = new Pair(Token(address(amp)), weth);
        amp.mint(address(exchange), 900_000_000 ether);
        weth.mint(address(exchange), 15_000 ether);
        exchange.mint(address(0xCA401));
        weth.mint(address(0xCA401), 20_000 ether);
        amp.mint(address(0xCA401), 600_000_000 ether);
    }

    function lend(address who, Token token, Market market, uint256 amount) private {
        token.mint(who, amount);
        vm.startPrank(who);
        token.approve(address(market), amount);
        market.supply(amount);
        vm.stopPrank();
    }
}
