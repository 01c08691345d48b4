// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {SelectorOnly} from "target/SelectorOnly.sol";

contract SelectorOnlyTest is Invariants {
    SelectorOnly private target;

    function setUp() public {
        target = new SelectorOnly();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = SelectorOnly.turn.selector;
        targetSelector(FuzzSelector(address(target), selectors));
    }

    function invariant_fewTurns() public view {
        vm.assertLt(target.turns(), 20);
    }
}
