// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";
import {Pool} from "./Vulnerable.sol";

/// A pool of ether and pETH with three providers.
contract World {
    Token public peth;
    Pool public pool;

    function setUp() public {
        peth = new Token("JPEG'd ETH", "pETH", 18);
        pool = new Pool(peth);
        provide(address(0xA11CE), 2_000 ether);
        provide(address(0xB0B), 900 ether);
        provide(address(0xDA1), 300 ether);
        peth.mint(address(0xCA401), 60_000 ether);
    }

    function provide(address who, uint256 amount) private {
        peth.mint(who, amount);
        vm.deal(who, amount);
        vm.startPrank(who);
        peth.approve(address(pool), amount);
        pool.addLiquidity{value: amount}(amount, 0);
        vm.stopPrank();
    }
}
