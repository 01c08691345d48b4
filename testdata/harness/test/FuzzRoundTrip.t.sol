// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";
import {FuzzRoundTrip} from "target/FuzzRoundTrip.sol";

contract FuzzRoundTripTest is Stand {
    FuzzRoundTrip private target;

    function setUp() public {
        target = new FuzzRoundTrip();
    }

    function testFuzz_unpackUndoesPack(string calldata text) public view {
        vm.assume(bytes(text).length <= 31);
        vm.assertEq(target.unpack(target.pack(text)), text);
    }
}
