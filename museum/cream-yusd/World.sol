// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Market, Vault} from "./Vulnerable.sol";

/// A vault with two holders, and a lending market that takes its shares.
contract World {
    Token public usd;
    Vault public vault;
    Market public market;

    function setUp() public {
        usd = new Token("Dollar", "USD", 18);
        vault = new Vault(usd);
        market = new Market(usd, vault);
        usd.mint(address(0xCA401), 500_000_000 ether);
        save(address(0xA11CE), 4_000_000 ether);
        save(address(0xB0B), 3_000_000 ether);
        vm.startPrank(address(0xB0B));
        vault.approve(address(market), 2_000_000 ether);
        market.supply(vault, 2_000_000 ether);
        vm.stopPrank();
        lend(address(0xDA1), 80_000_000 ether);
        lend(address(0xE7E), 50_000_000 ether);
    }

    function save(address who, uint256 amount) private {
        usd.mint(who, amount);
        vm.startPrank(who);
        usd.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }

    function lend(address who, uint256 amount) private {
        usd.mint(who, amount);
        vm.startPrank(who);
        usd.approve(address(market), amount);
        market.supply(usd, amount);
        vm.stopPrank();
    }
}
