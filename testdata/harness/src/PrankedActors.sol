// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Points that can be given away.
/// Flaw: both balances are read before either is written, so that who gives to himself has more.
contract PrankedActors {
    mapping(address => uint256) public pointsOf;
    uint256 public total;

    function earn(uint96 amount) external {
        pointsOf[msg.sender] += amount;
        total += amount;
    }

    function give(address to, uint256 amount) external {
        uint256 left = pointsOf[msg.sender] - amount;
        uint256 raised = pointsOf[to] + amount;
        pointsOf[msg.sender] = left;
        pointsOf[to] = raised;
    }
}
