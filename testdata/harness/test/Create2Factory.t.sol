// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Create2Factory} from "target/Create2Factory.sol";

contract Create2FactoryTest is Invariants {
    Create2Factory private target;

    function setUp() public {
        target = new Create2Factory();
        targetContract(address(target));
    }

    function invariant_reportedIsSmall() public view {
        vm.assertLe(target.reported(), target.children());
    }
}
