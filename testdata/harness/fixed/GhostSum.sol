// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Points with a bonus.
contract GhostSum {
    mapping(address => uint256) public pointsOf;
    uint256 public total;

    function earn(uint96 amount) external {
        pointsOf[msg.sender] += amount;
        total += amount;
        if (amount > 5000 && amount < 6000) {
            pointsOf[msg.sender] += 1;
            total += 1;
        }
    }
}
