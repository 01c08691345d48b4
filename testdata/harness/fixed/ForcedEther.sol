// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Deposits and withdrawals of ether.
contract ForcedEther {
    mapping(address => uint256) public depositOf;
    uint256 public deposited;

    function deposit() external payable {
        depositOf[msg.sender] += msg.value;
        deposited += msg.value;
    }

    function withdraw() external {
        require(address(this).balance >= deposited, "books do not match");
        uint256 amount = depositOf[msg.sender];
        depositOf[msg.sender] = 0;
        deposited -= amount;
        payable(msg.sender).transfer(amount);
    }
}
