// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Fund} from "./Vulnerable.sol";

/// A fund with three holders.
contract World {
    Fund public fund;

    function setUp() public {
        fund = new Fund();
        buy(address(0xA11CE), 7_000_000 ether);
        buy(address(0xB0B), 3_500_000 ether);
        buy(address(0xCA401), 1_200_000 ether);
    }

    function buy(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        fund.createToken{value: amount}();
    }
}
