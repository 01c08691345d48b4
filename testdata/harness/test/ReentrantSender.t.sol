// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {ReentrantSender} from "target/ReentrantSender.sol";

contract ReentrantSenderTest is Invariants {
    ReentrantSender private target;

    function setUp() public {
        target = new ReentrantSender();
        vm.deal(address(this), 100 ether);
        target.deposit{value: 100 ether}();
        targetContract(address(target));
    }

    function invariant_othersAreCovered() public view {
        vm.assertGe(address(target).balance, 100 ether);
    }
}
