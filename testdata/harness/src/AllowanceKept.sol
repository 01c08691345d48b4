// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A token with allowances.
/// Flaw: `transferFrom` does not lower the allowance.
contract AllowanceKept {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor() {
        balanceOf[msg.sender] = 1000;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        require(allowance[from][msg.sender] >= amount, "not allowed");
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}
