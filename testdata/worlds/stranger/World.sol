// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Yard} from "./Vulnerable.sol";

interface Savings {
    function save() external payable;
}

/// Somebody's savings in a contract that nobody has the source of.
contract World {
    Savings public savings;

    function setUp() public {
        savings = Savings(new Yard().build());
        vm.deal(address(0xA11CE), 300 ether);
        vm.prank(address(0xA11CE));
        savings.save{value: 300 ether}();
    }
}
