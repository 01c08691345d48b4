// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A market with opening hours.
/// Flaw: it never closes properly in the first hour of the week.
contract TimestampModulo {
    uint256 internal trades;
    bool internal afterHours;

    function trade(uint128 amount) external {
        require(amount > 0, "nothing");
        if (block.timestamp % 1 weeks < 1 hours) afterHours = true;
        trades += 1;
    }
}
