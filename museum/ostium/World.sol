// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Perps} from "./Vulnerable.sol";

/// Two people fill the vault, two have bet against it.
contract World {
    Token public usdc;
    Perps public perps;

    function setUp() public {
        usdc = new Token("USD Coin", "USDC", 6);
        perps = new Perps(usdc, [address(0x51601), address(0x51602), address(0x51603)], 2400e18);
        fund(address(0xA11CE), 8_000_000e6);
        perps.deposit(8_000_000e6);
        fund(address(0xB0B), 4_000_000e6);
        perps.deposit(4_000_000e6);
        fund(address(0xCA401), 50_000e6);
        perps.openTrade(true, 50_000e6, 10);
        fund(address(0xD0E), 20_000e6);
        perps.openTrade(false, 20_000e6, 20);
        vm.stopPrank();
        usdc.mint(address(0xE7E), 20_000_000e6);
    }

    function fund(address who, uint256 amount) private {
        vm.stopPrank();
        usdc.mint(who, amount);
        vm.startPrank(who);
        usdc.approve(address(perps), amount);
    }
}
