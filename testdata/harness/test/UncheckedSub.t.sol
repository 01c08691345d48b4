// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {UncheckedSub} from "target/UncheckedSub.sol";

contract UncheckedSubTest is Invariants {
    UncheckedSub private target;

    function setUp() public {
        target = new UncheckedSub();
        targetContract(address(target));
        targetSender(address(0x10000));
    }

    function invariant_nobodyOwnsMoreThanAll() public view {
        vm.assertLe(target.balanceOf(address(0x10000)), target.total());
    }
}
