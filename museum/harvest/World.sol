// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {StablePool} from "common/StablePool.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Vault} from "./Vulnerable.sol";

/// A vault with two depositors, and the stable pool that most of their dollars are in.
contract World {
    Token public usdc;
    Token public usdt;
    StablePool public pool;
    Vault public vault;

    address constant MAKER = address(0xCA401);

    function setUp() public {
        usdc = new Token("USD Coin", "USDC", 18);
        usdt = new Token("Tether USD", "USDT", 18);
        pool = new StablePool(usdc, usdt);
        vault = new Vault(usdc, pool);
        usdc.mint(MAKER, 350_000_000 ether);
        usdt.mint(MAKER, 500_000_000 ether);
        vm.startPrank(MAKER);
        usdc.approve(address(pool), 50_000_000 ether);
        usdt.approve(address(pool), 100_000_000 ether);
        pool.add(50_000_000 ether, 100_000_000 ether, 0);
        vm.stopPrank();
        save(address(0xA11CE), 40_000_000 ether);
        save(address(0xB0B), 30_000_000 ether);
        // The pool is in balance then.
        vault.invest(50_000_000 ether, 49_900_000 ether);
    }

    function save(address who, uint256 amount) private {
        usdc.mint(who, amount);
        vm.startPrank(who);
        usdc.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }
}
