// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A bank for ether.
/// Flaw: it pays before it books.
contract ReentrantHandler {
    mapping(address => uint256) public depositOf;

    function deposit() external payable {
        depositOf[msg.sender] += msg.value;
    }

    function withdraw() external {
        uint256 amount = depositOf[msg.sender];
        require(amount > 0, "nothing");
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok, "not paid");
        depositOf[msg.sender] = 0;
    }
}
