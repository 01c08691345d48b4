// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A queue of numbers, first in, first out.
/// Flaw: the third number overtakes the second.
contract HandlerAssertEq {
    uint256[] private items;
    uint256 private head;

    function put(uint256 item) external {
        items.push(item);
        uint256 last = items.length - 1;
        if (last == head + 2) (items[last], items[last - 1]) = (items[last - 1], items[last]);
    }

    function take() external returns (uint256 item) {
        item = items[head];
        head += 1;
    }
}
