// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A counter with a limit.
contract HandlerAssert {
    uint256 public constant LIMIT = 1000;
    uint256 public count;

    function addMany(uint8 n) external {
        require(count + n <= LIMIT, "full");
        count += n;
    }
}
