// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {Locker} from "./Vulnerable.sol";

/// A market of a project's token against wrapped ether; two of its three providers have locked their shares.
contract World {
    Token public caw;
    Token public weth;
    Pair public market;
    Locker public locker;

    function setUp() public {
        caw = new Token("A Hunters Dream", "CAW", 18);
        weth = new Token("Wrapped Ether", "WETH", 18);
        market = new Pair(caw, weth);
        locker = new Locker(market);
        provide(address(0xDA1), 20_000_000 ether, 100 ether, 0);
        provide(address(0xA11CE), 600_000_000 ether, 3_000 ether, 1 days);
        provide(address(0xB0B), 400_000_000 ether, 2_000 ether, 365 days);
        caw.mint(address(0xCA401), 500_000_000 ether);
        weth.mint(address(0xCA401), 10_000 ether);
        vm.warp(block.timestamp + 2 days);
    }

    function provide(address who, uint256 amount0, uint256 amount1, uint256 lockSecs) private {
        caw.mint(who, amount0);
        weth.mint(who, amount1);
        vm.startPrank(who);
        caw.transfer(address(market), amount0);
        weth.transfer(address(market), amount1);
        uint256 shares = market.mint(who);
        if (lockSecs > 0) {
            market.approve(address(locker), shares);
            locker.lockShares(shares, block.timestamp + lockSecs);
        }
        vm.stopPrank();
    }
}
