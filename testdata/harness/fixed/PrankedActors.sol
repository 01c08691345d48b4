// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Points that can be given away.
contract PrankedActors {
    mapping(address => uint256) public pointsOf;
    uint256 public total;

    function earn(uint96 amount) external {
        pointsOf[msg.sender] += amount;
        total += amount;
    }

    function give(address to, uint256 amount) external {
        pointsOf[msg.sender] -= amount;
        pointsOf[to] += amount;
    }
}
