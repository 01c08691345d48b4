// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Pair} from "../src/Pair.sol";
import {Token} from "../src/Token.sol";

/// The runner calls the pair and both tokens. Four traders hold tokens and shares.
contract PairBench is Invariants {
    Token private token0;
    Token private token1;
    Pair private pair;
    address[] private owners;
    uint256 private kStart;
    uint256 private sharesStart;

    function setUp() public {
        for (uint160 i = 1; i <= 4; i++) {
            owners.push(address(i * 0x10000));
            targetSender(owners[i - 1]);
        }
        owners.push(address(this));
        token0 = new Token(owners, 1_000_000 ether);
        token1 = new Token(owners, 1_000_000 ether);
        pair = new Pair(token0, token1);
        token0.transfer(address(pair), 500_000 ether);
        token1.transfer(address(pair), 250_000 ether);
        pair.mint(owners[0]);
        kStart = uint256(pair.reserve0()) * pair.reserve1();
        sharesStart = pair.totalShares();
        targetContract(address(pair));
        targetContract(address(token0));
        targetContract(address(token1));
    }

    /// The pair owns what it says it owns.
    function invariant_reservesAreBacked() public view {
        vm.assertGe(token0.balanceOf(address(pair)), pair.reserve0());
        vm.assertGe(token1.balanceOf(address(pair)), pair.reserve1());
    }

    /// A share is worth at least what it was worth at the start: sqrt(k) / shares never falls, compared without roots.
    function invariant_sharesKeepTheirWorth() public view {
        uint256 k = uint256(pair.reserve0()) * pair.reserve1() / 1e18;
        uint256 shares = pair.totalShares() / 1e9;
        vm.assertGe((k + 1) * ((sharesStart / 1e9 + 1) ** 2) / 1e18, (kStart / 1e18) * (shares ** 2) / 1e18);
    }

    function invariant_sharesAddUp() public view {
        uint256 sum = pair.sharesOf(address(0)) + pair.sharesOf(address(pair));
        for (uint256 i = 0; i < owners.length; i++) {
            sum += pair.sharesOf(owners[i]);
        }
        vm.assertLe(sum, pair.totalShares());
    }

    function invariant_pairIsNeverEmpty() public view {
        vm.assertGt(pair.reserve0(), 0);
        vm.assertGt(pair.reserve1(), 0);
        vm.assertGe(pair.totalShares(), 1000);
    }
}
