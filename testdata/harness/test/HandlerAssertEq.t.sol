// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {HandlerAssertEq} from "target/HandlerAssertEq.sol";

contract HandlerAssertEqHandler is Stand {
    HandlerAssertEq private immutable target;
    uint256[] private expected;
    uint256 private head;

    constructor(HandlerAssertEq target_) {
        target = target_;
    }

    function put(uint256 item) external {
        expected.push(item);
        target.put(item);
    }

    function take() external {
        uint256 item = target.take();
        vm.assertEq(item, expected[head]);
        head += 1;
    }
}

contract HandlerAssertEqTest is Invariants {
    HandlerAssertEq private target;

    function setUp() public {
        target = new HandlerAssertEq();
        targetContract(address(new HandlerAssertEqHandler(target)));
    }

    function invariant_true() public pure {}
}
