// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A payment needs two people.
contract TwoSenders {
    address public first;
    uint256 public asked;
    uint256 public paid;
    uint256 public agreed;

    function ask(uint256 amount) external {
        require(amount > 0 && amount < 1e18, "bad amount");
        first = msg.sender;
        asked = amount;
    }

    function confirm(uint256 amount) external {
        require(first != address(0) && msg.sender != first, "needs another person");
        require(amount == asked, "not what was asked");
        first = address(0);
        paid += amount;
        agreed += asked;
    }
}
