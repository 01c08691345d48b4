// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// An operator moves funds between two pots.
contract SenderOnly {
    address private immutable operator;
    uint256 public left = 1000;
    uint256 public right;

    constructor(address operator_) {
        operator = operator_;
    }

    function move(uint256 amount) external {
        require(msg.sender == operator, "not the operator");
        left -= amount;
        right += amount;
    }
}
