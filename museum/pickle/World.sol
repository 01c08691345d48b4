// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {Controller, Converter, Jar, Strategy} from "./Vulnerable.sol";

/// Two jars under one controller, and a market of their tokens.
contract World {
    Token public dai;
    Token public usdc;
    Pair public market;
    Controller public controller;
    Converter public converter;
    Jar public daiJar;
    Jar public usdcJar;

    function setUp() public {
        dai = new Token("Dai", "DAI", 18);
        usdc = new Token("USD Coin", "USDC", 6);
        market = new Pair(dai, usdc);
        dai.mint(address(0xDA1), 8_000_000 ether);
        usdc.mint(address(0xDA1), 8_000_000e6);
        vm.startPrank(address(0xDA1));
        dai.transfer(address(market), 5_000_000 ether);
        usdc.transfer(address(market), 5_000_000e6);
        market.mint(address(0xDA1));
        vm.stopPrank();

        controller = new Controller();
        converter = new Converter();
        controller.allow(address(converter), address(market));
        daiJar = open(dai);
        usdcJar = open(usdc);
        join(address(0xA11CE), daiJar, 12_000_000 ether);
        join(address(0xB0B), daiJar, 7_700_000 ether);
        join(address(0xCA401), usdcJar, 4_000_000e6);
    }

    function open(Token token) private returns (Jar jar) {
        jar = new Jar(token, controller);
        controller.setStrategy(jar, new Strategy(token, address(controller)));
    }

    function join(address who, Jar jar, uint256 amount) private {
        Token token = jar.token();
        token.mint(who, amount);
        vm.startPrank(who);
        token.approve(address(jar), amount);
        jar.deposit(amount);
        vm.stopPrank();
    }
}
