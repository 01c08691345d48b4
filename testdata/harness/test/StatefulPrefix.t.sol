// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {StatefulPrefix} from "target/StatefulPrefix.sol";

contract StatefulPrefixTest is Invariants {
    StatefulPrefix private target;

    function setUp() public {
        target = new StatefulPrefix();
        targetContract(address(target));
    }

    function statefulFuzz_neverBurns() public view {
        vm.assertFalse(target.burnt());
    }
}
