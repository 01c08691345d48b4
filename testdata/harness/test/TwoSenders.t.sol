// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {TwoSenders} from "target/TwoSenders.sol";

contract TwoSendersTest is Invariants {
    TwoSenders private target;

    function setUp() public {
        target = new TwoSenders();
        targetContract(address(target));
        targetSender(address(0x10000));
        targetSender(address(0x20000));
        targetSender(address(0x30000));
    }

    function invariant_paidAsAgreed() public view {
        vm.assertEq(target.paid(), target.agreed());
    }
}
