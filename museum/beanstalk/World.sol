// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Silo} from "./Vulnerable.sol";

/// A silo in which three holders have had their deposits for five years; more than twice as much is held outside.
contract World {
    Token public bean;
    Silo public silo;

    function setUp() public {
        bean = new Token("Bean", "BEAN", 18);
        silo = new Silo(bean);
        deposit(address(0xA11CE), 20_000_000e18);
        deposit(address(0xB0B), 15_000_000e18);
        deposit(address(0xCA401), 10_000_000e18);
        bean.mint(address(0xD0E), 100_000_000e18);
        vm.warp(block.timestamp + 5 * 365 days);
    }

    function deposit(address who, uint256 amount) private {
        bean.mint(who, amount);
        vm.startPrank(who);
        bean.approve(address(silo), amount);
        silo.deposit(amount);
        vm.stopPrank();
    }
}
