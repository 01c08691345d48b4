// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Sends the same amount to many receivers.
contract UncheckedMul {
    uint256 public immutable totalSupply = 1000;
    mapping(address => uint256) public balanceOf;

    constructor(address first) {
        balanceOf[first] = totalSupply;
    }

    function sendMany(address[] calldata receivers, uint256 amount) external {
        uint256 total = amount * receivers.length;
        require(balanceOf[msg.sender] >= total, "not enough");
        balanceOf[msg.sender] -= total;
        for (uint256 i = 0; i < receivers.length; i++) {
            unchecked {
                balanceOf[receivers[i]] += amount;
            }
        }
    }
}
