// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {TwoStepOwner} from "target/TwoStepOwner.sol";

/// Default senders: nothing tells the fuzzer which address to propose, it must be one that it sends from.
contract TwoStepOwnerTest is Invariants {
    TwoStepOwner private target;

    function setUp() public {
        target = new TwoStepOwner();
        targetContract(address(target));
        excludeSender(address(this)); // the owner itself may do everything
    }

    function invariant_ownerStays() public view {
        vm.assertEq(target.owner(), address(this));
    }
}
