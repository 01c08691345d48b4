// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Token} from "../src/Token.sol";

/// The runner calls the token itself: no handler, four senders.
contract TokenBench is Invariants {
    Token private token;
    address[] private owners;

    function setUp() public {
        for (uint160 i = 1; i <= 4; i++) {
            owners.push(address(i * 0x10000));
            targetSender(owners[i - 1]);
        }
        token = new Token(owners, 1_000_000 ether);
        targetContract(address(token));
    }

    function invariant_balancesStayInSupply() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < owners.length; i++) {
            sum += token.balanceOf(owners[i]);
        }
        vm.assertLe(sum, token.totalSupply());
    }

    function invariant_supplyStaysInCap() public view {
        vm.assertLe(token.totalSupply(), token.CAP());
    }

    function invariant_nobodyOwnsMoreThanAll() public view {
        for (uint256 i = 0; i < owners.length; i++) {
            vm.assertLe(token.balanceOf(owners[i]), token.totalSupply());
        }
    }
}
