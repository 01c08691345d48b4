// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A counter with a limit.
/// Flaw: `addMany` looks at the limit before it adds.
contract HandlerAssert {
    uint256 public constant LIMIT = 1000;
    uint256 public count;

    function addMany(uint8 n) external {
        require(count < LIMIT, "full");
        count += n;
    }
}
