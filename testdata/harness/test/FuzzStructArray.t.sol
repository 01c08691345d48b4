// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";
import {Bid, FuzzStructArray} from "target/FuzzStructArray.sol";

contract FuzzStructArrayTest is Stand {
    FuzzStructArray private target;

    function setUp() public {
        target = new FuzzStructArray();
    }

    function testFuzz_bestIsBest(Bid[] calldata bids) public view {
        uint96 best = target.best(bids);
        for (uint256 i = 0; i < bids.length; i++) {
            vm.assertLe(bids[i].amount, best);
        }
    }
}
