// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// The inner vault. Whoever deposits sends first and calls then, in one transaction.
contract Inner {
    Token public immutable usd;
    uint256 public stored;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    constructor(Token usd_) {
        usd = usd_;
    }

    function totalAssets() public view returns (uint256) {
        return usd.balanceOf(address(this));
    }

    function worth(uint256 shares) external view returns (uint256) {
        return totalSupply == 0 ? 0 : shares * totalAssets() / totalSupply;
    }

    /// Mints shares for what was sent here since the last call.
    function deposit(address to) external returns (uint256 shares) {
        uint256 amount = usd.balanceOf(address(this)) - stored;
        shares = totalSupply == 0 ? amount : amount * totalSupply / stored;
        require(shares > 0, "no shares");
        stored += amount;
        totalSupply += shares;
        balanceOf[to] += shares;
    }

    /// Pays out an amount and burns the caller's shares for it.
    function withdraw(uint256 amount, address to) external returns (uint256 shares) {
        shares = (amount * totalSupply + stored - 1) / stored;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        stored -= amount;
        usd.transfer(to, amount);
    }
}

/// The outer vault: some dollars are idle, the rest is in the inner one.
contract Fleet {
    Token public immutable usd;
    Inner public immutable inner;
    address public immutable keeper;
    uint256 public idle;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    event Deposited(address indexed who, uint256 amount, uint256 shares);
    event Withdrawn(address indexed who, uint256 shares, uint256 amount);

    constructor(Token usd_, Inner inner_) {
        usd = usd_;
        inner = inner_;
        keeper = msg.sender;
    }

    function netAssetValue() public view returns (uint256) {
        return idle + inner.worth(inner.balanceOf(address(this)));
    }

    function deposit(uint256 amount) external returns (uint256 shares) {
        shares = totalSupply == 0 ? amount : amount * totalSupply / netAssetValue();
        require(shares > 0, "no shares");
        idle += amount;
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        usd.transferFrom(msg.sender, address(this), amount);
        emit Deposited(msg.sender, amount, shares);
    }

    /// Burns shares and pays out their part of the net asset value, from what is idle first.
    function withdraw(uint256 shares) external returns (uint256 amount) {
        amount = shares * netAssetValue() / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        if (amount > idle) {
            uint256 missing = amount - idle;
            idle += missing;
            inner.withdraw(missing, address(this));
        }
        idle -= amount;
        usd.transfer(msg.sender, amount);
        emit Withdrawn(msg.sender, shares, amount);
    }

    function invest(uint256 amount) external {
        require(msg.sender == keeper, "only the keeper");
        idle -= amount;
        usd.transfer(address(inner), amount);
        inner.deposit(address(this));
    }
}
