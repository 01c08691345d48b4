// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Elastic} from "./Vulnerable.sol";

/// A market of two kinds of ether with two makers, around a price of one.
contract World {
    Token public frxeth;
    Token public weth;
    Elastic public market;

    function setUp() public {
        frxeth = new Token("Frax Ether", "frxETH", 18);
        weth = new Token("Wrapped Ether", "WETH", 18);
        market = new Elastic(frxeth, weth, 1e18);
        frxeth.mint(address(0xCA401), 20_000 ether);
        weth.mint(address(0xCA401), 20_000 ether);
        serve(address(0xA11CE), 2, 8, 3_000 ether);
        serve(address(0xB0B), 3, 6, 1_000 ether);
    }

    function serve(address who, uint256 lower, uint256 upper, uint256 amount) private {
        frxeth.mint(who, 2_000 ether);
        weth.mint(who, 2_000 ether);
        vm.startPrank(who);
        frxeth.approve(address(market), 2_000 ether);
        weth.approve(address(market), 2_000 ether);
        market.add(lower, upper, amount);
        vm.stopPrank();
    }
}
