// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A queue of numbers, first in, first out.
contract HandlerAssertEq {
    uint256[] private items;
    uint256 private head;

    function put(uint256 item) external {
        items.push(item);
    }

    function take() external returns (uint256 item) {
        item = items[head];
        head += 1;
    }
}
