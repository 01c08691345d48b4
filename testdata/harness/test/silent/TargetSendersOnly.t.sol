// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";

contract Club {
    bool public strangerSeen;
    uint256 public visits;

    function visit() external {
        visits += 1;
        if (msg.sender != address(0xa11ce) && msg.sender != address(0xb0b)) strangerSeen = true;
    }
}

contract TargetSendersOnlyTest is Invariants {
    Club private target;

    function setUp() public {
        target = new Club();
        targetContract(address(target));
        targetSender(address(0xa11ce));
        targetSender(address(0xb0b));
    }

    function invariant_noStranger() public view {
        vm.assertFalse(target.strangerSeen());
    }
}
