// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Exchange} from "./Vulnerable.sol";

/// An exchange with two suppliers of USDC and a borrower against SOL, and a market of both.
contract World {
    Token public usdc;
    Token public sol;
    Exchange public exchange;
    Pair public pair;

    function setUp() public {
        usdc = new Token("USD Coin", "USDC", 6);
        sol = new Token("Wrapped Sol", "SOL", 18);
        // One SOL is worth 100 USDC and carries a loan of 50.
        exchange = new Exchange(usdc, address(0xC0C1), sol, 50e6, 20_000_000e6);
        supply(address(0xA11CE), 180_000_000e6);
        supply(address(0xB0B), 110_000_000e6);
        sol.mint(address(0xCA401), 100_000e18);
        vm.startPrank(address(0xCA401));
        sol.approve(address(exchange), 100_000e18);
        exchange.addCollateral(sol, 100_000e18);
        exchange.borrow(sol, 4_000_000e6);
        vm.stopPrank();
        pair = new Pair(sol, usdc);
        sol.mint(address(pair), 400_000e18);
        usdc.mint(address(pair), 40_000_000e6);
        pair.mint(address(0xE7E));
        usdc.mint(address(0xD0E), 300_000_000e6);
        sol.mint(address(0xD0E), 5_000_000e18);
    }

    function supply(address who, uint256 amount) private {
        usdc.mint(who, amount);
        vm.startPrank(who);
        usdc.approve(address(exchange), amount);
        exchange.supply(amount);
        vm.stopPrank();
    }
}
