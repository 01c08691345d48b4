// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {ReentrantHandler} from "target/ReentrantHandler.sol";

contract Receiver is Stand {
    ReentrantHandler private immutable target;
    uint256 private again;
    uint256 public put;

    constructor(ReentrantHandler target_) {
        target = target_;
    }

    receive() external payable {
        if (again == 0) return;
        again -= 1;
        target.withdraw();
    }

    function deposit(uint64 amount) external {
        vm.deal(address(this), uint256(amount) + address(this).balance);
        put += amount;
        target.deposit{value: amount}();
    }

    function withdraw(uint256 times) external {
        again = times % 4;
        target.withdraw();
        again = 0;
    }
}

contract ReentrantHandlerTest is Invariants {
    ReentrantHandler private target;

    function setUp() public {
        target = new ReentrantHandler();
        vm.deal(address(this), 100 ether);
        target.deposit{value: 100 ether}();
        targetContract(address(new Receiver(target)));
    }

    function invariant_othersAreCovered() public view {
        vm.assertGe(address(target).balance, 100 ether);
    }
}
