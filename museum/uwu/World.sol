// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Lender} from "./Vulnerable.sol";

/// A lender of sUSDe with two depositors and a borrower, and three markets of it.
contract World {
    Token public susde;
    Token public usd;
    Pair[3] public markets;
    SlowPrice[3] public feeds;
    Lender public lender;

    address constant MAKER = address(0xCA401);

    function setUp() public {
        susde = new Token("Staked USDe", "sUSDe", 18);
        usd = new Token("Dollar", "USD", 18);
        susde.mint(MAKER, 60_000_000 ether);
        usd.mint(MAKER, 120_000_000 ether);
        for (uint256 i = 0; i < 3; i++) {
            markets[i] = new Pair(susde, usd);
            susde.mint(address(markets[i]), (i + 2) * 1_000_000 ether);
            usd.mint(address(markets[i]), (i + 2) * 1_060_000 ether);
            markets[i].mint(MAKER);
            feeds[i] = new SlowPrice(markets[i], susde);
        }
        lender = new Lender(susde, usd, feeds);
        fund(address(0xA11CE), 12_000_000 ether);
        fund(address(0xB0B), 8_000_000 ether);
        // The lender's own tokens, which the borrower has.
        susde.mint(address(lender), 500_000 ether);
        usd.mint(address(0xDA1), 2_000_000 ether);
        vm.startPrank(address(0xDA1));
        usd.approve(address(lender), 2_000_000 ether);
        lender.borrow(2_000_000 ether, 500_000 ether);
        vm.stopPrank();
    }

    function fund(address who, uint256 amount) private {
        susde.mint(who, amount);
        vm.startPrank(who);
        susde.approve(address(lender), amount);
        lender.deposit(amount);
        vm.stopPrank();
    }
}
