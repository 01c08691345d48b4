// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {HookToken} from "common/HookToken.sol";
import {Exchange} from "./Vulnerable.sol";

/// A market with two providers; 1 imBTC costs 40 ether.
contract World {
    HookToken public imbtc;
    Exchange public exchange;

    function setUp() public {
        imbtc = new HookToken("The Tokenized Bitcoin", "imBTC", 8);
        exchange = new Exchange(imbtc);
        provide(address(0xA11CE), 800 ether, 20e8);
        provide(address(0xB0B), 400 ether, 11e8);
        imbtc.mint(address(0xCA401), 500e8);
    }

    function provide(address who, uint256 value, uint256 tokens) private {
        imbtc.mint(who, tokens);
        vm.deal(who, value);
        vm.startPrank(who);
        imbtc.approve(address(exchange), tokens);
        exchange.addLiquidity{value: value}(tokens);
        vm.stopPrank();
    }
}
