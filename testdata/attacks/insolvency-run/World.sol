// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Fund} from "./Vulnerable.sol";

/// Three who hold shares, and nobody else's money.
contract World {
    Fund public fund;

    function setUp() public {
        fund = new Fund(address(0x4EE9));
        buy(address(0xA11CE), 400 ether);
        buy(address(0xB0B), 300 ether);
        buy(address(0xCAFE), 300 ether);
    }

    function buy(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        fund.buy{value: amount}();
    }
}
