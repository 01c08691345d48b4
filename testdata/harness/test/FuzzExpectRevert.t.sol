// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";
import {FuzzExpectRevert} from "target/FuzzExpectRevert.sol";

contract FuzzExpectRevertTest is Stand {
    FuzzExpectRevert private target;

    function setUp() public {
        target = new FuzzExpectRevert();
    }

    function testFuzz_limitHolds(uint256 amount) public {
        amount = bound(amount, 1_000_000_008, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(FuzzExpectRevert.TooMuch.selector, amount));
        target.withdraw(amount);
    }
}
