// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";

contract Switch {
    uint256 public flips;
    bool public broken;

    function flip() external {
        flips += 1;
    }

    function smash() external {
        broken = true;
    }
}

contract ExcludedSelectorTest is Invariants {
    Switch private target;

    function setUp() public {
        target = new Switch();
        targetContract(address(target));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = Switch.smash.selector;
        excludeSelector(FuzzSelector(address(target), selectors));
    }

    function invariant_unbroken() public view {
        vm.assertFalse(target.broken());
    }
}
