// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {LendingPool} from "./Vulnerable.sol";

/// A lending pool with ether from two suppliers, and a reserve of dollars listed a moment ago;
/// and where the two are traded.
contract World {
    Token public weth;
    Token public usdc;
    LendingPool public pool;
    Pair public exchange;

    function setUp() public {
        weth = new Token("Wrapped Ether", "WETH", 18);
        usdc = new Token("USD Coin", "USDC", 6);
        pool = new LendingPool();
        pool.list(weth, 2_250e18);
        // A dollar is 1e6 units.
        pool.list(usdc, 1e30);
        exchange = new Pair(weth, usdc);
        weth.mint(address(exchange), 20_000 ether);
        usdc.mint(address(exchange), 45_000_000e6);
        exchange.mint(address(0xCA401));
        usdc.mint(address(0xCA401), 50_000_000e6);
        weth.mint(address(0xCA401), 5_000 ether);
        supply(address(this), 1 ether);
        supply(address(0xA11CE), 1_200 ether);
        supply(address(0xB0B), 800 ether);
    }

    function supply(address who, uint256 amount) private {
        weth.mint(who, amount);
        vm.startPrank(who);
        weth.approve(address(pool), amount);
        pool.supply(weth, amount);
        vm.stopPrank();
    }
}
