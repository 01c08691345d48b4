// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";
import {Comptroller, Market} from "./Vulnerable.sol";

/// Two money markets under one comptroller: a dollar token, and ether at 2,800 dollars.
contract World {
    Token public usd;
    Comptroller public comptroller;
    Market public usdMarket;
    Market public ethMarket;

    function setUp() public {
        usd = new Token("US Dollar", "USD", 6);
        comptroller = new Comptroller();
        usdMarket = new Market(comptroller, usd);
        ethMarket = new Market(comptroller, Token(address(0)));
        comptroller.list(usdMarket, 1e30);
        comptroller.list(ethMarket, 2_800e18);
        lendEther(address(0xA11CE), 4_000 ether);
        lendEther(address(0xB0B), 1_500 ether);
        usd.mint(address(0xDA1), 60_000_000e6);
        usd.mint(address(0xCA401), 150_000_000e6);
        vm.startPrank(address(0xDA1));
        usd.approve(address(usdMarket), 60_000_000e6);
        usdMarket.supply(60_000_000e6);
        vm.stopPrank();
    }

    function lendEther(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        ethMarket.supply{value: amount}(amount);
    }
}
