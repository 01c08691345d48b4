// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {UncheckedMul} from "target/UncheckedMul.sol";

contract UncheckedMulTest is Invariants {
    UncheckedMul private target;

    function setUp() public {
        target = new UncheckedMul(address(0x10000));
        targetContract(address(target));
        targetSender(address(0x10000));
        targetSender(address(0x20000));
    }

    function invariant_balancesStayInSupply() public view {
        vm.assertLe(target.balanceOf(address(0x10000)), target.totalSupply());
        vm.assertLe(target.balanceOf(address(0x20000)), target.totalSupply());
    }
}
