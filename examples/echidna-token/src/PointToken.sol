// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Loyalty points as an ERC-20. Everybody may take a welcome gift once.
contract PointToken {
    uint256 public constant GIFT = 100;

    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => bool) public greeted;

    function welcome() external {
        require(!greeted[msg.sender], "once only");
        greeted[msg.sender] = true;
        totalSupply += GIFT;
        balanceOf[msg.sender] += GIFT;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        // Both balances are read before either is written, to save a storage access.
        uint256 fromBalance = balanceOf[msg.sender];
        uint256 toBalance = balanceOf[to];
        require(fromBalance >= amount, "not enough points");
        balanceOf[msg.sender] = fromBalance - amount;
        balanceOf[to] = toBalance + amount;
        return true;
    }
}
