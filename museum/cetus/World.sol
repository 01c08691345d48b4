// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";
import {Pool} from "./Vulnerable.sol";

/// A pool of SUI and dollars at the price 2.25, with two providers.
contract World {
    Token public sui;
    Token public usd;
    Pool public pool;

    function setUp() public {
        sui = new Token("Sui", "SUI", 9);
        usd = new Token("US Dollar", "USD", 9);
        pool = new Pool(sui, usd, uint256(3) << 63);
        provide(address(0xA11CE), 21_000_000e9);
        provide(address(0xB0B), 9_000_000e9);
        sui.mint(address(0xCA401), 30_000_000e9);
        usd.mint(address(0xCA401), 60_000_000e9);
    }

    /// At this price a unit of liquidity takes half a dollar and a sixth of a SUI.
    function provide(address who, uint256 liquidity) private {
        sui.mint(who, liquidity / 6 + 1);
        usd.mint(who, liquidity / 2 + 1);
        vm.startPrank(who);
        sui.approve(address(pool), liquidity / 6 + 1);
        usd.approve(address(pool), liquidity / 2 + 1);
        pool.addLiquidity(liquidity);
        vm.stopPrank();
    }
}
