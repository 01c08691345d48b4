// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Reinitialise} from "target/Reinitialise.sol";

contract ReinitialiseTest is Invariants {
    Reinitialise private target;

    function setUp() public {
        target = new Reinitialise();
        target.initialise(address(this), 30);
        targetContract(address(target));
    }

    function invariant_ownerStays() public view {
        vm.assertEq(target.owner(), address(this));
    }
}
