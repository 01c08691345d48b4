// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Funds leave five weeks after they were asked for.
/// Flaw: asking again afterwards does not start the clock again.
contract TimeLock {
    uint256 private askedAt;
    bool internal early;

    function ask() external {
        if (askedAt != 0 && block.timestamp >= askedAt + 5 weeks) return;
        askedAt = block.timestamp;
    }

    function leave(bool twice) external {
        require(askedAt != 0 && block.timestamp >= askedAt + 5 weeks, "too early");
        if (!twice) askedAt = 0;
        else early = true;
    }
}
