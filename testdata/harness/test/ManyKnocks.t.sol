// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {ManyKnocks} from "target/ManyKnocks.sol";

contract ManyKnocksTest is Invariants {
    ManyKnocks private target;

    function setUp() public {
        target = new ManyKnocks();
        targetContract(address(target));
    }

    function invariant_staysShut() public view {
        vm.assertFalse(target.open());
    }
}
