// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";
import {Courier} from "./Vulnerable.sol";

/// A courier that has carried one order.
contract World {
    uint256 private constant KEY = 0x5162;

    Token public token;
    Courier public courier;

    function setUp() public {
        address holder = vm.addr(KEY);
        token = new Token("Dollar", "USD", 6);
        courier = new Courier(token);
        token.mint(holder, 50_000e6);
        vm.prank(holder);
        token.approve(address(courier), type(uint256).max);
        Courier.Order memory order = Courier.Order(holder, address(0xB0B), 12_000e6);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, courier.digest(order));
        courier.carry(order, abi.encodePacked(r, s, v));
    }
}
