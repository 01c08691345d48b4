// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {BoundEdge} from "target/BoundEdge.sol";

contract BoundEdgeHandler is Stand {
    BoundEdge private immutable target;

    constructor(BoundEdge target_) {
        target = target_;
    }

    function buy(uint256 amount) external {
        if (target.stock() == 0) return;
        target.buy(bound(amount, 1, target.stock()));
    }
}

contract BoundEdgeTest is Invariants {
    BoundEdge private target;

    function setUp() public {
        target = new BoundEdge();
        targetContract(address(new BoundEdgeHandler(target)));
    }

    function invariant_ticketsAddUp() public view {
        vm.assertEq(target.stock() + target.sold(), 123_456_789);
    }
}
