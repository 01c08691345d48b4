// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {RatedPool} from "./Vulnerable.sol";

/// A pool of ether and staked ether, and its maker.
contract World {
    Token public weth;
    Token public steth;
    RatedPool public pool;

    address constant MAKER = address(0xA11CE);

    function setUp() public {
        weth = new Token("Wrapped Ether", "WETH", 18);
        steth = new Token("Staked Ether", "stETH", 18);
        // A staked ether is worth 1.75 ether.
        pool = new RatedPool(weth, steth, 1e18, 1.75e18);
        weth.mint(MAKER, 14_000 ether);
        steth.mint(MAKER, 8_000 ether);
        vm.startPrank(MAKER);
        weth.approve(address(pool), 14_000 ether);
        steth.approve(address(pool), 8_000 ether);
        pool.init(14_000 ether, 8_000 ether);
        vm.stopPrank();
        weth.mint(address(0xCA401), 50_000 ether);
        steth.mint(address(0xCA401), 30_000 ether);
    }
}
