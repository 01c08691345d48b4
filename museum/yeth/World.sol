// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {StakedPool} from "./Vulnerable.sol";

/// A pool of two staked ethers with two holders of shares.
contract World {
    Token public steth;
    Token public reth;
    StakedPool public pool;

    function setUp() public {
        steth = new Token("Staked Ether", "stETH", 18);
        reth = new Token("Rocket Pool Ether", "rETH", 18);
        pool = new StakedPool(steth, reth, address(0x7EA5));
        steth.mint(address(0xCA401), 40_000 ether);
        reth.mint(address(0xCA401), 40_000 ether);
        add(address(0xA11CE), 1_000 ether);
        add(address(0xB0B), 600 ether);
        pool.setRate(1, 1.01e18);
        pool.setRate(0, 1.01e18);
    }

    function add(address who, uint256 amount) private {
        steth.mint(who, amount);
        reth.mint(who, amount);
        vm.startPrank(who);
        steth.approve(address(pool), amount);
        reth.approve(address(pool), amount);
        pool.add(amount, amount);
        vm.stopPrank();
    }
}
