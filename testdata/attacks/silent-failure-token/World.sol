// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Coin, Payroll} from "./Vulnerable.sol";

/// Friday noon: the purse is not full yet.
contract World {
    Coin public coin;
    Payroll public payroll;

    function setUp() public {
        coin = new Coin(address(this), 1_000_000e6);
        payroll = new Payroll(coin);
        payroll.note(address(0xA11CE), 2_500e6);
        payroll.note(address(0xB0B), 1_800e6);
        coin.transfer(address(payroll.purse()), 2_000e6);
    }
}
