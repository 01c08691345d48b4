// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";
import {FuzzSignedAverage} from "target/FuzzSignedAverage.sol";

contract FuzzSignedAverageTest is Stand {
    FuzzSignedAverage private target;

    function setUp() public {
        target = new FuzzSignedAverage();
    }

    function testFuzz_roundsDown(int128 a, int128 b) public view {
        vm.assertTrue(target.average(a, b) * 2 <= int256(a) + b);
    }
}
