// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";

contract FuzzFreshStateTest is Stand {
    uint256 private runs;

    function setUp() public {
        runs = 10;
    }

    function testFuzz_startsAfresh(uint256) public {
        runs += 1;
        vm.assertEq(runs, 11);
    }
}
