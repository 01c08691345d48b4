// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Fleet, Inner} from "./Vulnerable.sol";

/// A vault of two savers that invests in another vault, and one who saves in that other vault directly.
contract World {
    Token public usd;
    Inner public inner;
    Fleet public fleet;

    function setUp() public {
        usd = new Token("USD Coin", "USDC", 6);
        inner = new Inner(usd);
        fleet = new Fleet(usd, inner);
        usd.mint(address(0xCA401), 300_000_000e6);
        usd.mint(address(0xDA1), 3_000_000e6);
        vm.startPrank(address(0xDA1));
        usd.transfer(address(inner), 3_000_000e6);
        inner.deposit(address(0xDA1));
        vm.stopPrank();
        save(address(0xA11CE), 4_000_000e6);
        save(address(0xB0B), 2_000_000e6);
        fleet.invest(4_000_000e6);
    }

    function save(address who, uint256 amount) private {
        usd.mint(who, amount);
        vm.startPrank(who);
        usd.approve(address(fleet), amount);
        fleet.deposit(amount);
        vm.stopPrank();
    }
}
