// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Funds leave five weeks after they were asked for.
/// Flaw: leaving does not use the request up.
contract TimeLock {
    uint256 private askedAt;
    uint256 internal asked;
    uint256 internal left;

    function ask() external {
        require(askedAt == 0, "asked before");
        askedAt = block.timestamp;
        asked += 1;
    }

    function leave() external {
        require(askedAt != 0 && block.timestamp >= askedAt + 5 weeks, "too early");
        left += 1;
    }
}
