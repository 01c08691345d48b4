// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";

contract Glass {
    bool public broken;

    function smash() external {
        broken = true;
    }
}

contract Table {
    uint256 public legs = 4;

    function saw() external {
        if (legs > 0) legs -= 1;
    }
}

contract ExcludedContractTest is Invariants {
    Glass private glass;

    function setUp() public {
        glass = new Glass();
        new Table();
        excludeContract(address(glass));
    }

    function invariant_unbroken() public view {
        vm.assertFalse(glass.broken());
    }
}
