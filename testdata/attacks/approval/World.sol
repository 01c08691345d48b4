// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";
import {Savings} from "./Vulnerable.sol";

/// Two people save a part of what they have, and have approved more than that.
contract World {
    Token public token;
    Savings public savings;

    function setUp() public {
        token = new Token("Dollar", "USD", 6);
        savings = new Savings(token);
        open(address(0xA11CE), 9_000e6, 4_000e6);
        open(address(0xB0B), 600e6, 100e6);
        token.mint(address(0xCAFE), 1_000_000e6);
    }

    function open(address who, uint256 all, uint256 part) private {
        token.mint(who, all);
        vm.prank(who);
        token.approve(address(savings), type(uint256).max);
        vm.prank(who);
        savings.save(who, part);
    }
}
