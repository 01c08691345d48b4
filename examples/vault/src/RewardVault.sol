// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Coin} from "./Coin.sol";

/// Deposit coins, get as many shares, and earn a part of every reward that arrives while you hold them.
///
/// Rewards are not paid to every holder one by one. The vault keeps one running number, what a single share has earned since the
/// first day, and remembers for each user up to where that number was already credited. Settling a user credits the difference.
contract RewardVault {
    uint256 private constant ONE = 1e18;

    Coin public immutable coin;

    uint256 public totalShares;
    mapping(address => uint256) public sharesOf;

    /// What one share has earned since the first day, times `ONE`.
    uint256 public earnedPerShare;
    /// Up to which value of `earnedPerShare` a user has been credited.
    mapping(address => uint256) public creditedAt;
    /// Credited, and waiting to be claimed.
    mapping(address => uint256) public claimable;

    constructor(Coin coin_) {
        coin = coin_;
    }

    function deposit(uint256 amount) external {
        _settle(msg.sender);
        coin.transferFrom(msg.sender, address(this), amount);
        sharesOf[msg.sender] += amount;
        totalShares += amount;
    }

    function withdraw(uint256 amount) external {
        _settle(msg.sender);
        sharesOf[msg.sender] -= amount;
        totalShares -= amount;
        coin.transfer(msg.sender, amount);
    }

    /// Anybody may pay a reward; it belongs to those who hold shares now.
    function reward(uint256 amount) external {
        require(totalShares > 0, "nobody to reward");
        coin.transferFrom(msg.sender, address(this), amount);
        earnedPerShare += amount * ONE / totalShares;
    }

    function claim() external {
        _settle(msg.sender);
        uint256 amount = claimable[msg.sender];
        claimable[msg.sender] = 0;
        coin.transfer(msg.sender, amount);
    }

    /// Shares can change hands. What they earned so far stays with the one who held them.
    function transferShares(address to, uint256 amount) external {
        _settle(msg.sender);
        sharesOf[msg.sender] -= amount;
        sharesOf[to] += amount;
    }

    function _settle(address user) private {
        claimable[user] += sharesOf[user] * (earnedPerShare - creditedAt[user]) / ONE;
        creditedAt[user] = earnedPerShare;
    }
}
