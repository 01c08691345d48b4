// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";
import {UnitTest} from "target/UnitTest.sol";

contract UnitTestTest is Stand {
    function test_twoAndTwo() public {
        vm.assertEq(new UnitTest().add(2, 2), 4);
    }
}
