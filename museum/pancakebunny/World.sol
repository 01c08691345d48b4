// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Farm} from "./Vulnerable.sol";

/// A farm with a staker, the market whose shares it takes, and the market of its own token.
contract World {
    Token public usdt;
    Token public bnb;
    Token public bunny;
    Pair public market;
    Pair public bunnyMarket;
    SlowPrice public feed;
    Farm public farm;

    address constant MAKER = address(0xCA401);
    address constant STAKER = address(0xA11CE);

    function setUp() public {
        usdt = new Token("Tether USD", "USDT", 18);
        bnb = new Token("Wrapped BNB", "WBNB", 18);
        market = new Pair(usdt, bnb);
        usdt.mint(address(market), 10_000_000 ether);
        bnb.mint(address(market), 30_000 ether);
        market.mint(STAKER);
        feed = new SlowPrice(market, usdt);
        farm = new Farm(market, feed, address(0x7EA5), 2_000_000 ether);
        bunny = farm.bunny();
        bunnyMarket = new Pair(bunny, bnb);
        bunny.transfer(address(bunnyMarket), 1_000_000 ether);
        bnb.mint(address(bunnyMarket), 100_000 ether);
        bunnyMarket.mint(MAKER);
        bunny.transfer(MAKER, 1_000_000 ether);
        usdt.mint(MAKER, 100_000_000 ether);
        bnb.mint(MAKER, 3_000_000 ether);
        vm.startPrank(STAKER);
        market.approve(address(farm), 50_000 ether);
        farm.stake(30_000 ether);
        // The first earnings.
        farm.distribute(100 ether);
        vm.stopPrank();
    }
}
