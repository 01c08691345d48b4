// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";

/// Lends one token against another.
contract Lender {
    struct Loan {
        uint256 collateral;
        uint256 debt;
    }

    Token public immutable asset;
    Token public immutable collateral;
    SlowPrice public immutable feed;
    uint256 public constant COLLATERAL_FACTOR = 0.66e18;

    mapping(address => uint256) public depositOf;
    mapping(address => Loan) public loanOf;

    event Borrowed(address indexed who, uint256 collateral, uint256 amount);

    constructor(Token asset_, Token collateral_, SlowPrice feed_) {
        asset = asset_;
        collateral = collateral_;
        feed = feed_;
    }

    function deposit(uint256 amount) external {
        asset.transferFrom(msg.sender, address(this), amount);
        depositOf[msg.sender] += amount;
    }

    function withdraw(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        asset.transfer(msg.sender, amount);
    }

    /// What one whole unit of the collateral is worth.
    function price() public view returns (uint256) {
        return feed.spot();
    }

    /// Adds collateral to the caller's loan and pays out more of the asset.
    function borrow(uint256 collateralAmount, uint256 amount) external {
        Loan storage loan = loanOf[msg.sender];
        collateral.transferFrom(msg.sender, address(this), collateralAmount);
        loan.collateral += collateralAmount;
        loan.debt += amount;
        uint256 worth = loan.collateral * price() / 1e18;
        require(loan.debt <= worth * COLLATERAL_FACTOR / 1e18, "too little collateral");
        asset.transfer(msg.sender, amount);
        emit Borrowed(msg.sender, collateralAmount, amount);
    }

    /// Pays the caller's whole debt and gives the collateral back.
    function repay() external {
        Loan memory loan = loanOf[msg.sender];
        delete loanOf[msg.sender];
        asset.transferFrom(msg.sender, address(this), loan.debt);
        collateral.transfer(msg.sender, loan.collateral);
    }
}
