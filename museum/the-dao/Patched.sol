// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// A fund that buys tokens with ether and lets holders split off with their share.
contract Fund {
    mapping(address => uint256) public balanceOf;
    uint256 public totalSupply;

    event Created(address indexed holder, uint256 amount);
    event Split(address indexed holder, uint256 amount);

    /// Buys tokens, one for each wei.
    function createToken() external payable {
        balanceOf[msg.sender] += msg.value;
        totalSupply += msg.value;
        emit Created(msg.sender, msg.value);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return true;
    }

    /// Leaves the fund: burns the caller's tokens and pays out their ether.
    function split() external {
        uint256 amount = balanceOf[msg.sender];
        require(amount > 0, "no tokens");
        totalSupply -= amount;
        balanceOf[msg.sender] = 0;
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "payment failed");
        emit Split(msg.sender, amount);
    }
}
