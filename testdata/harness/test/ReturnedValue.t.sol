// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {ReturnedValue} from "target/ReturnedValue.sol";

contract ReturnedValueTest is Invariants {
    ReturnedValue private target;

    function setUp() public {
        target = new ReturnedValue();
        targetContract(address(target));
    }

    function invariant_closedOnlyOnce() public view {
        vm.assertLe(target.closed(), target.opened());
    }
}
