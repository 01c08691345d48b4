// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Lender} from "./Vulnerable.sol";

/// A lender of ether with two depositors, and the market of the collateral.
contract World {
    Token public weth;
    Token public susd;
    Pair public market;
    SlowPrice public feed;
    Lender public lender;

    address constant ALICE = address(0xA11CE);
    address constant BOB = address(0xB0B);
    address constant MAKER = address(0xCA401);

    function setUp() public {
        weth = new Token("Wrapped Ether", "WETH", 18);
        susd = new Token("Synth sUSD", "sUSD", 18);
        market = new Pair(susd, weth);
        susd.mint(address(market), 270_000 ether);
        weth.mint(address(market), 1_000 ether);
        market.mint(MAKER);
        feed = new SlowPrice(market, susd);
        lender = new Lender(weth, susd, feed);
        susd.mint(MAKER, 1_000_000 ether);
        weth.mint(MAKER, 20_000 ether);
        fund(ALICE, 5_000 ether);
        fund(BOB, 3_000 ether);
    }

    function fund(address who, uint256 amount) private {
        weth.mint(who, amount);
        vm.startPrank(who);
        weth.approve(address(lender), amount);
        lender.deposit(amount);
        vm.stopPrank();
    }
}
