// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {StablePool} from "common/StablePool.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Vault} from "./Vulnerable.sol";

/// A vault with three depositors, one of whom came after the last time that it was put to work.
contract World {
    Token public dai;
    Token public usdt;
    StablePool public pool;
    Vault public vault;

    address constant MAKER = address(0xCA401);

    function setUp() public {
        dai = new Token("Dai", "DAI", 18);
        usdt = new Token("Tether USD", "USDT", 18);
        pool = new StablePool(dai, usdt);
        vault = new Vault(dai, pool);
        dai.mint(MAKER, 585_000_000 ether);
        usdt.mint(MAKER, 500_000_000 ether);
        vm.startPrank(MAKER);
        dai.approve(address(pool), 85_000_000 ether);
        usdt.approve(address(pool), 100_000_000 ether);
        pool.add(85_000_000 ether, 100_000_000 ether, 0);
        vm.stopPrank();
        save(address(0xA11CE), 9_000_000 ether);
        save(address(0xB0B), 6_000_000 ether);
        // The pool is in balance then.
        vault.earn();
        save(address(0xDA1), 15_000_000 ether);
    }

    function save(address who, uint256 amount) private {
        dai.mint(who, amount);
        vm.startPrank(who);
        dai.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }
}
