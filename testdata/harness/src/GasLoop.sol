// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Pays all members in one go.
/// Flaw: anyone may join as often as they like, and the loop has no end.
contract GasLoop {
    address[] private members;
    mapping(address => uint256) public creditOf;
    uint256 public rounds;

    function join() external {
        members.push(msg.sender);
    }

    function payAll() external {
        for (uint256 i = 0; i < members.length; i++) {
            creditOf[members[i]] += 1;
        }
        rounds += 1;
    }
}
