// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";

contract FuzzAssumeNarrowTest is Stand {
    function testFuzz_halves(uint256 n) public pure {
        vm.assume(n % 2 == 0);
        vm.assertEq(n / 2 * 2, n);
    }
}
