// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A lending market of one asset, in which deposits back loans of the same asset and loans may be taken as more deposit.
contract Market {
    uint256 private constant ONE = 1e18;
    uint256 private constant DISCOUNT_MAX = 0.2e18;

    Token public immutable asset;
    address public immutable governor;
    /// How much debt one unit of deposit carries; the governor may lower it.
    uint256 public factor = 0.95e18;
    uint256 public reserves;
    mapping(address => uint256) public depositOf;
    mapping(address => uint256) public debtOf;

    event Deposit(address indexed who, uint256 amount);
    event Withdraw(address indexed who, uint256 amount);
    event Mint(address indexed who, uint256 amount);
    event Repay(address indexed who, uint256 amount);
    event Donate(address indexed who, uint256 amount);
    event Liquidate(address indexed liquidator, address indexed violator, uint256 debt, uint256 deposit);

    constructor(Token asset_) {
        asset = asset_;
        governor = msg.sender;
    }

    function lowerFactor(uint256 to) external {
        require(msg.sender == governor && to < factor, "not allowed");
        factor = to;
    }

    function deposit(uint256 amount) external {
        depositOf[msg.sender] += amount;
        asset.transferFrom(msg.sender, address(this), amount);
        emit Deposit(msg.sender, amount);
    }

    function withdraw(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        requireHealthy(msg.sender);
        asset.transfer(msg.sender, amount);
        emit Withdraw(msg.sender, amount);
    }

    /// Borrows and deposits in one step: leverage without moving the asset.
    function mint(uint256 amount) external {
        depositOf[msg.sender] += amount;
        debtOf[msg.sender] += amount;
        requireHealthy(msg.sender);
        emit Mint(msg.sender, amount);
    }

    function repay(uint256 amount) external {
        debtOf[msg.sender] -= amount;
        asset.transferFrom(msg.sender, address(this), amount);
        emit Repay(msg.sender, amount);
    }

    /// Gives a part of the caller's deposit to the reserves, which stand in for bad debt.
    function donateToReserves(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        reserves += amount;
        requireHealthy(msg.sender);
        emit Donate(msg.sender, amount);
    }

    /// Takes over debt of an unhealthy account, and its deposit at a discount that grows as its health falls.
    function liquidate(address violator, uint256 debt) external {
        require(violator != msg.sender, "own account");
        uint256 health = healthOf(violator);
        require(health < ONE, "healthy");
        uint256 discount = ONE - health < DISCOUNT_MAX ? ONE - health : DISCOUNT_MAX;
        uint256 taken = debt * ONE / (ONE - discount);
        if (taken > depositOf[violator]) {
            taken = depositOf[violator];
            debt = (taken * (ONE - discount) + ONE - 1) / ONE;
        }
        debtOf[violator] -= debt;
        depositOf[violator] -= taken;
        debtOf[msg.sender] += debt;
        depositOf[msg.sender] += taken;
        requireHealthy(msg.sender);
        emit Liquidate(msg.sender, violator, debt, taken);
    }

    /// What the deposit carries over what is owed; 1e18 is the limit.
    function healthOf(address who) public view returns (uint256) {
        if (debtOf[who] == 0) return type(uint256).max;
        return depositOf[who] * factor / debtOf[who];
    }

    function requireHealthy(address who) private view {
        require(healthOf(who) >= ONE, "unhealthy");
    }
}
