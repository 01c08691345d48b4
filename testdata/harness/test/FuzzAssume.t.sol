// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";
import {FuzzAssume} from "target/FuzzAssume.sol";

contract FuzzAssumeTest is Stand {
    FuzzAssume private target;

    function setUp() public {
        target = new FuzzAssume();
    }

    function testFuzz_nothingIsLost(uint256 amount) public view {
        vm.assume(amount % 3 == 0 && amount > 1e6);
        (uint256 left, uint256 right) = target.split(amount);
        vm.assertEq(left + right, amount);
    }
}
