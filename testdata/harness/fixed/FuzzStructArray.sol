// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

struct Bid {
    address from;
    uint96 amount;
}

/// Picks the best bid.
contract FuzzStructArray {
    function best(Bid[] calldata bids) external pure returns (uint96 amount) {
        for (uint256 i = 0; i < bids.length; i++) {
            if (bids[i].amount > amount) amount = bids[i].amount;
        }
    }
}
