// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {SquareRoot} from "target/SquareRoot.sol";

contract SquareRootTest is Invariants {
    SquareRoot private target;

    function setUp() public {
        target = new SquareRoot();
        targetContract(address(target));
    }

    function invariant_unlocked() public view {
        vm.assertFalse(target.locked());
    }
}
