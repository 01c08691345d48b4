// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";

contract Vesting is VestingWallet {
    constructor(address to, uint64 start, uint64 duration) VestingWallet(to, start, duration) {}
}

/// Ether and tokens that two people get over four years; the first year has passed.
contract World {
    Token public token;
    Vesting public first;
    Vesting public second;

    function setUp() public {
        token = new Token("Token", "TKN", 18);
        uint64 start = uint64(block.timestamp);
        first = new Vesting(address(0xA11CE), start, 4 * 365 days);
        second = new Vesting(address(0xB0B), start, 4 * 365 days);
        token.mint(address(first), 4_000_000e18);
        token.mint(address(second), 1_000_000e18);
        vm.deal(address(first), 100 ether);
        vm.warp(start + 365 days);
        first.release(address(token));
    }
}
