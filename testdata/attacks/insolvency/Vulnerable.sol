// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Votes: a plain token of which a part is granted and released by whoever takes the trouble.
contract Votes {
    string public constant symbol = "VOTE";
    uint8 public constant decimals = 18;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => uint256) public granted;

    event Transfer(address indexed from, address indexed to, uint256 amount);

    constructor(address[] memory voters, uint256 each) {
        for (uint256 i = 0; i < voters.length; i++) {
            balanceOf[voters[i]] = each;
            granted[voters[i]] = each;
            totalSupply += each;
            emit Transfer(address(0), voters[i], each);
        }
    }

    function release(address voter) external {
        uint256 amount = granted[voter];
        granted[voter] = 0;
        balanceOf[voter] += amount;
        emit Transfer(address(0), voter, amount);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        emit Transfer(msg.sender, to, amount);
        return true;
    }
}
