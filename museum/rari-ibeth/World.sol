// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Bank, Fund} from "./Vulnerable.sol";

/// A bank with one big depositor, and a fund that holds 60 % of its ether there.
contract World {
    Bank public bank;
    Fund public fund;

    function setUp() public {
        bank = new Bank();
        fund = new Fund(bank);
        vm.deal(address(0xDA1), 30_000 ether);
        vm.prank(address(0xDA1));
        bank.deposit{value: 30_000 ether}();
        join(address(0xA11CE), 4_000 ether);
        join(address(0xB0B), 2_500 ether);
        join(address(0xCA401), 500 ether);
        fund.invest(4_200 ether);
    }

    function join(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        fund.deposit{value: amount}();
    }
}
