// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A token with cached balances.
/// Flaw: a transfer to oneself writes the larger balance last.
contract SelfTransfer {
    uint256 public constant totalSupply = 3000;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor(address[3] memory owners) {
        for (uint256 i = 0; i < 3; i++) {
            balanceOf[owners[i]] = 1000;
        }
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        uint256 fromBalance = balanceOf[from];
        uint256 toBalance = balanceOf[to];
        balanceOf[from] = fromBalance - amount;
        balanceOf[to] = toBalance + amount;
    }
}
