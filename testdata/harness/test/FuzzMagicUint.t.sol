// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";
import {FuzzMagicUint} from "target/FuzzMagicUint.sol";

contract FuzzMagicUintTest is Stand {
    FuzzMagicUint private target;

    function setUp() public {
        target = new FuzzMagicUint();
    }

    function testFuzz_nothingIsFree(uint256 amount) public view {
        vm.assertGt(target.fee(amount), 0);
    }
}
