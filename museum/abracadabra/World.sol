// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Cauldron} from "./Vulnerable.sol";

/// A cauldron with coins to lend and two borrowers, and a market of the coin.
contract World {
    Token public mim;
    Token public weth;
    Cauldron public cauldron;
    Pair public pair;

    function setUp() public {
        mim = new Token("Magic Internet Money", "MIM", 18);
        weth = new Token("Wrapped Ether", "WETH", 18);
        cauldron = new Cauldron(mim, weth, 2000e18);
        mim.mint(address(cauldron), 2_100_000e18);
        borrow(address(0xA11CE), 300e18, 250_000e18);
        borrow(address(0xB0B), 40e18, 50_000e18);
        pair = new Pair(mim, weth);
        mim.mint(address(pair), 10_000_000e18);
        weth.mint(address(pair), 5_000e18);
        pair.mint(address(0xCA401));
        mim.mint(address(0xD0E), 2_000_000e18);
        weth.mint(address(0xD0E), 10_000e18);
    }

    function borrow(address who, uint256 amount, uint256 loan) private {
        uint8[] memory actions = new uint8[](2);
        uint256[] memory amounts = new uint256[](2);
        (actions[0], amounts[0]) = (cauldron.ADD_COLLATERAL(), amount);
        (actions[1], amounts[1]) = (cauldron.BORROW(), loan);
        weth.mint(who, amount);
        vm.startPrank(who);
        weth.approve(address(cauldron), amount);
        cauldron.cook(actions, amounts);
        vm.stopPrank();
    }
}
