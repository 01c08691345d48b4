// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Vault} from "./Vulnerable.sol";

/// A pool with three holders and two open shorts.
contract World {
    Vault public vault;

    function setUp() public {
        vault = new Vault(30 ether);
        buy(address(0xA11CE), 6_000 ether);
        buy(address(0xB0B), 3_000 ether);
        buy(address(0xDA1), 1_000 ether);
        open(address(0xCA401), 600 ether, 300 ether);
        open(address(0xE5E), 210 ether, 120 ether);
    }

    function buy(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        vault.buyShares{value: amount}();
    }

    function open(address who, uint256 size, uint256 collateral) private {
        vm.deal(who, collateral);
        vm.prank(who);
        vault.increasePosition{value: collateral}(size);
    }
}
