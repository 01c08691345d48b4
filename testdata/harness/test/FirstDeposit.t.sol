// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {FirstDeposit} from "target/FirstDeposit.sol";

contract FirstDepositHandler is Stand {
    FirstDeposit private immutable target;
    uint256 public lost;

    constructor(FirstDeposit target_) {
        target = target_;
    }

    function deposit(uint256 amount) external {
        vm.prank(address(0xa77));
        target.deposit(bound(amount, 1, 1e24));
    }

    function donate(uint256 amount) external {
        target.donate(bound(amount, 1, 1e24));
    }

    /// An honest user puts in one whole token and looks at once what it is worth.
    function depositOne() external {
        uint256 before = target.worthOf(msg.sender);
        vm.prank(msg.sender);
        target.deposit(1e18);
        uint256 worth = target.worthOf(msg.sender);
        if (worth < before + 0.9e18) lost += 1;
    }
}

contract FirstDepositTest is Invariants {
    FirstDepositHandler private handler;

    function setUp() public {
        handler = new FirstDepositHandler(new FirstDeposit());
        targetContract(address(handler));
    }

    function invariant_nobodyLosesByDepositing() public view {
        vm.assertEq(handler.lost(), 0);
    }
}
