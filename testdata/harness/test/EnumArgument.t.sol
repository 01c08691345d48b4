// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {EnumArgument} from "target/EnumArgument.sol";

contract EnumArgumentTest is Invariants {
    EnumArgument private target;

    function setUp() public {
        target = new EnumArgument();
        targetContract(address(target));
    }

    function invariant_debtIsNotNegative() public view {
        vm.assertTrue(target.debt() >= 0);
    }
}
