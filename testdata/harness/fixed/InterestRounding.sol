// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A debt of one million that grows by one percent a day.
contract InterestRounding {
    uint256 private constant START = 1_000_000;
    uint256 public debt = START;
    uint256 public immutable since = block.timestamp;
    uint256 private lastBooked = block.timestamp;

    function book() external {
        uint256 interest = debt * (block.timestamp - lastBooked) / 100 / 1 days;
        debt += interest;
        // Book whole coins only, and move the clock by what they stand for, rounded in favour of the lender.
        lastBooked += interest * 100 days / debt;
    }

    /// What is owed at least: simple interest on the first million.
    function owedAtLeast() external view returns (uint256) {
        return START + START * (lastBooked - since) / 100 / 1 days;
    }
}
