// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Bank} from "./Vulnerable.sol";

/// A bank with two depositors of dollars that nobody has borrowed yet, and where dollars and ether are traded.
contract World {
    Token public susd;
    Token public weth;
    Bank public bank;
    Pair public exchange;

    address constant HOLDER = address(0xCA401);

    function setUp() public {
        susd = new Token("Synth sUSD", "sUSD", 18);
        weth = new Token("Wrapped Ether", "WETH", 18);
        bank = new Bank(susd, weth, 1_800 ether);
        exchange = new Pair(susd, weth);
        susd.mint(address(exchange), 36_000_000 ether);
        weth.mint(address(exchange), 20_000 ether);
        exchange.mint(HOLDER);
        susd.mint(HOLDER, 10_000_000 ether);
        weth.mint(HOLDER, 20_000 ether);
        fund(address(0xA11CE), 5_000_000 ether);
        fund(address(0xB0B), 3_000_000 ether);
    }

    function fund(address who, uint256 amount) private {
        susd.mint(who, amount);
        vm.startPrank(who);
        susd.approve(address(bank), amount);
        bank.deposit(amount);
        vm.stopPrank();
    }
}
