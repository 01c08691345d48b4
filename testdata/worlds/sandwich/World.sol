// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Desk} from "./Vulnerable.sol";

/// A market, and Alice, who is about to sell on it.
contract World {
    address constant ALICE = address(0xA11CE);
    uint256 constant AMOUNT = 100e18;

    Token public weth;
    Token public usdc;
    Pair public pair;
    Desk public desk;

    function setUp() public {
        weth = new Token("Wrapped Ether", "WETH", 18);
        usdc = new Token("USD Coin", "USDC", 6);
        pair = new Pair(weth, usdc);
        desk = new Desk(pair);
        vm.label(ALICE, "alice");
        weth.mint(address(pair), 1_000e18);
        usdc.mint(address(pair), 2_000_000e6);
        pair.mint(address(0xB0B));
        weth.mint(ALICE, AMOUNT);
        weth.mint(address(0xCA401), 5_000e18);
        usdc.mint(address(0xCA401), 10_000_000e6);
    }

    /// Alice sells, and takes half a percent less than the market offers now at the least.
    function honest_sell() external {
        uint256 offered = 181_322_178_776;
        vm.prank(ALICE);
        weth.approve(address(desk), AMOUNT);
        vm.prank(ALICE);
        desk.sell(weth, AMOUNT, offered * 995 / 1000);
    }
}
