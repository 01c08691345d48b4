// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {StablePool} from "common/StablePool.sol";
import {Token} from "common/Token.sol";

/// A vault of dollars, invested for the greater part in a stable pool.
contract Vault {
    Token public immutable usdc;
    StablePool public immutable pool;
    address public immutable keeper;
    uint256 public idle;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    event Deposited(address indexed who, uint256 amount, uint256 shares);
    event Withdrawn(address indexed who, uint256 shares, uint256 amount);

    constructor(Token usdc_, StablePool pool_) {
        usdc = usdc_;
        pool = pool_;
        keeper = msg.sender;
    }

    /// What the vault's shares of the pool are worth.
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
        usdc.transferFrom(msg.sender, address(this), amount);
        emit Deposited(msg.sender, amount, shares);
    }

    /// Burns shares and pays out their part of the idle dollars and of what is invested, as much as that yields now.
    function withdraw(uint256 shares, uint256 amountMin) external returns (uint256 amount) {
        amount = idle * shares / totalSupply;
        uint256 poolShares = pool.balanceOf(address(this)) * shares / totalSupply;
        idle -= amount;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        if (poolShares > 0) amount += pool.removeOne(poolShares, 0);
        require(amount >= amountMin, "slippage");
        usdc.transfer(msg.sender, amount);
        emit Withdrawn(msg.sender, shares, amount);
    }

    /// Puts idle dollars into the pool.
    function invest(uint256 amount, uint256 sharesMin) external {
        require(msg.sender == keeper, "only the keeper");
        idle -= amount;
        usdc.approve(address(pool), amount);
        pool.add(amount, 0, sharesMin);
    }
}
