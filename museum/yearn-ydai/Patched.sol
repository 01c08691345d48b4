// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {StablePool} from "common/StablePool.sol";
import {Token} from "common/Token.sol";

/// A vault of DAI. Anybody may have its idle part put to work in a stable pool.
contract Vault {
    Token public immutable dai;
    StablePool public immutable pool;
    uint256 public idle;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    event Deposited(address indexed who, uint256 amount, uint256 shares);
    event Withdrawn(address indexed who, uint256 shares, uint256 amount);

    constructor(Token dai_, StablePool pool_) {
        dai = dai_;
        pool = pool_;
    }

    /// What the vault's shares of the pool are worth to one who deposits: never less than the slow price says.
    function invested() public view returns (uint256) {
        uint256 shares = pool.balanceOf(address(this));
        uint256 slow = shares * pool.virtualPrice() / 1e18;
        uint256 spot = pool.quoteOne(shares);
        return spot > slow ? spot : slow;
    }

    function deposit(uint256 amount) external returns (uint256 shares) {
        shares = totalSupply == 0 ? amount : amount * totalSupply / (idle + invested());
        require(shares > 0, "no shares");
        idle += amount;
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        dai.transferFrom(msg.sender, address(this), amount);
        emit Deposited(msg.sender, amount, shares);
    }

    /// Burns shares and pays out their part of the idle DAI and of what is invested, as much as that yields now.
    function withdraw(uint256 shares, uint256 amountMin) external returns (uint256 amount) {
        amount = idle * shares / totalSupply;
        uint256 poolShares = pool.balanceOf(address(this)) * shares / totalSupply;
        idle -= amount;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        if (poolShares > 0) amount += pool.removeOne(poolShares, 0);
        require(amount >= amountMin, "slippage");
        dai.transfer(msg.sender, amount);
        emit Withdrawn(msg.sender, shares, amount);
    }

    /// Adds what is idle to the pool.
    function earn() external {
        uint256 sharesMin = idle * 0.999e18 / pool.virtualPrice();
        dai.approve(address(pool), idle);
        pool.add(idle, 0, sharesMin);
        idle = 0;
    }
}
