// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {OffByOne} from "target/OffByOne.sol";

contract OffByOneTest is Invariants {
    OffByOne private target;

    function setUp() public {
        target = new OffByOne();
        targetContract(address(target));
    }

    function invariant_allIsCredited() public view {
        vm.assertEq(target.credited(), target.received());
    }
}
