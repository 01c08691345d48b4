// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A balance book without a minus sign.
contract UncheckedSub {
    uint256 public total = 100;
    mapping(address => uint256) public balanceOf;

    function send(address to, uint256 amount) external {
        unchecked {
            uint256 left = balanceOf[msg.sender] - amount;
            require(amount <= balanceOf[msg.sender], "not enough");
            balanceOf[msg.sender] = left;
            balanceOf[to] += amount;
        }
    }
}
