// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Lender} from "./Vulnerable.sol";

/// A lender of dollars with two depositors, and the market whose shares it takes.
contract World {
    Token public usd;
    Token public weth;
    Pair public market;
    Lender public lender;

    address constant MAKER = address(0xCA401);

    function setUp() public {
        usd = new Token("Dai", "DAI", 18);
        weth = new Token("Wrapped Ether", "WETH", 18);
        market = new Pair(usd, weth);
        usd.mint(address(market), 12_000_000 ether);
        weth.mint(address(market), 20_000 ether);
        market.mint(MAKER);
        usd.mint(MAKER, 50_000_000 ether);
        weth.mint(MAKER, 400_000 ether);
        lender = new Lender(usd, market, 600 ether);
        fund(address(0xA11CE), 5_000_000 ether);
        fund(address(0xB0B), 3_000_000 ether);
    }

    function fund(address who, uint256 amount) private {
        usd.mint(who, amount);
        vm.startPrank(who);
        usd.approve(address(lender), amount);
        lender.deposit(amount);
        vm.stopPrank();
    }
}
