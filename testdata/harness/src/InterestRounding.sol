// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A debt of one million that grows by one percent a day.
/// Flaw: every booking cuts off the fraction, and anyone may book every second.
contract InterestRounding {
    uint256 private constant START = 1_000_000;
    uint256 public debt = START;
    uint256 public immutable since = block.timestamp;
    uint256 private lastBooked = block.timestamp;

    function book() external {
        debt += debt * (block.timestamp - lastBooked) / 100 / 1 days;
        lastBooked = block.timestamp;
    }

    /// What is owed at least: simple interest on the first million.
    function owedAtLeast() external view returns (uint256) {
        return START + START * (lastBooked - since) / 100 / 1 days;
    }
}
