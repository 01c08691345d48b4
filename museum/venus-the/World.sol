// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Market} from "./Vulnerable.sol";

/// A lending market whose cap is used up by two borrowers, with a depositor of dollars.
contract World {
    Token public the;
    Token public usd;
    Market public market;

    function setUp() public {
        the = new Token("Thena", "THE", 18);
        usd = new Token("Dollar", "USD", 18);
        market = new Market(the, usd, 0.27 ether, 14_500_000 ether);
        the.mint(address(0xCA401), 100_000_000 ether);
        usd.mint(address(0xA11CE), 6_000_000 ether);
        vm.startPrank(address(0xA11CE));
        usd.approve(address(market), 6_000_000 ether);
        market.deposit(6_000_000 ether);
        vm.stopPrank();
        // The market's own dollars.
        usd.mint(address(market), 2_060_000 ether);
        borrow(address(0xB0B), 9_500_000 ether, 1_350_000 ether);
        borrow(address(0xDA1), 5_000_000 ether, 710_000 ether);
    }

    function borrow(address who, uint256 collateral, uint256 amount) private {
        the.mint(who, collateral);
        vm.startPrank(who);
        the.approve(address(market), collateral);
        market.supply(collateral);
        market.borrowBehalf(who, amount);
        vm.stopPrank();
    }
}
