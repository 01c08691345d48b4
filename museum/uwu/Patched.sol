// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";

/// Lends one token against dollars.
contract Lender {
    struct Loan {
        uint256 collateral;
        uint256 debt;
    }

    Token public immutable asset;
    Token public immutable usd;
    SlowPrice[3] public feeds;
    uint256 public constant COLLATERAL_FACTOR = 0.75e18;
    uint256 public constant BONUS = 1.05e18;

    mapping(address => uint256) public depositOf;
    mapping(address => Loan) public loanOf;

    event Borrowed(address indexed who, uint256 collateral, uint256 amount);
    event Liquidated(address indexed who, address indexed by, uint256 debt, uint256 collateral);

    constructor(Token asset_, Token usd_, SlowPrice[3] memory feeds_) {
        asset = asset_;
        usd = usd_;
        feeds = feeds_;
    }

    function deposit(uint256 amount) external {
        asset.transferFrom(msg.sender, address(this), amount);
        depositOf[msg.sender] += amount;
    }

    function withdraw(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        asset.transfer(msg.sender, amount);
    }

    /// The median of what the sources say that one unit of the asset costs in dollars.
    function price() public view returns (uint256) {
        (uint256 a, uint256 b, uint256 c) = (quote(0), quote(1), quote(2));
        if (a > b) (a, b) = (b, a);
        if (c <= a) return a;
        return c < b ? c : b;
    }

    /// Adds collateral to the caller's loan and pays out more of the asset.
    function borrow(uint256 collateral, uint256 amount) external {
        Loan storage loan = loanOf[msg.sender];
        usd.transferFrom(msg.sender, address(this), collateral);
        loan.collateral += collateral;
        loan.debt += amount;
        require(healthy(loan), "too little collateral");
        asset.transfer(msg.sender, amount);
        emit Borrowed(msg.sender, collateral, amount);
    }

    /// Pays a part of the caller's debt and takes back collateral.
    function repay(uint256 amount, uint256 collateral) external {
        Loan storage loan = loanOf[msg.sender];
        loan.debt -= amount;
        loan.collateral -= collateral;
        require(loan.debt == 0 || healthy(loan), "too little collateral");
        asset.transferFrom(msg.sender, address(this), amount);
        usd.transfer(msg.sender, collateral);
    }

    /// Pays a part of an unhealthy loan and takes collateral of the same worth, and a bonus.
    function liquidate(address who, uint256 amount) external {
        Loan storage loan = loanOf[who];
        require(!healthy(loan), "healthy");
        uint256 collateral = amount * price() / 1e18 * BONUS / 1e18;
        if (collateral > loan.collateral) collateral = loan.collateral;
        loan.debt -= amount;
        loan.collateral -= collateral;
        asset.transferFrom(msg.sender, address(this), amount);
        usd.transfer(msg.sender, collateral);
        emit Liquidated(who, msg.sender, amount, collateral);
    }

    function healthy(Loan memory loan) private view returns (bool) {
        return loan.debt * price() / 1e18 <= loan.collateral * COLLATERAL_FACTOR / 1e18;
    }

    function quote(uint256 i) private view returns (uint256) {
        return feeds[i].value();
    }
}
