// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Market} from "./Vulnerable.sol";

/// A market of DAI with three depositors, one of whom has taken leverage, and a holder outside.
contract World {
    Token public dai;
    Market public market;

    function setUp() public {
        dai = new Token("Dai", "DAI", 18);
        market = new Market(dai);
        deposit(address(0xA11CE), 120_000_000e18);
        deposit(address(0xB0B), 60_000_000e18);
        deposit(address(0xCA401), 17_000_000e18);
        vm.prank(address(0xCA401));
        market.mint(80_000_000e18);
        dai.mint(address(0xD0E), 500_000_000e18);
    }

    function deposit(address who, uint256 amount) private {
        dai.mint(who, amount);
        vm.startPrank(who);
        dai.approve(address(market), amount);
        market.deposit(amount);
        vm.stopPrank();
    }
}
