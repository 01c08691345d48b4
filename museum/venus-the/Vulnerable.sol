// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Lends dollars against THE, of which it takes no more than a cap.
contract Market {
    Token public immutable the;
    Token public immutable usd;
    uint256 public immutable thePrice;
    uint256 public immutable supplyCap;
    uint256 public constant COLLATERAL_FACTOR = 0.53e18;

    uint256 public stored;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => uint256) public depositOf;
    mapping(address => uint256) public debtOf;
    mapping(address => mapping(address => bool)) public isDelegate;

    event Supplied(address indexed who, uint256 amount, uint256 shares);
    event Borrowed(address indexed who, address indexed to, uint256 amount);

    constructor(Token the_, Token usd_, uint256 thePrice_, uint256 supplyCap_) {
        the = the_;
        usd = usd_;
        thePrice = thePrice_;
        supplyCap = supplyCap_;
    }

    function deposit(uint256 amount) external {
        usd.transferFrom(msg.sender, address(this), amount);
        depositOf[msg.sender] += amount;
    }

    function withdraw(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        usd.transfer(msg.sender, amount);
    }

    /// Supplies THE as collateral.
    function supply(uint256 amount) external {
        require(stored + amount <= supplyCap, "above the cap");
        uint256 shares = totalSupply == 0 ? amount : amount * totalSupply / stored;
        stored += amount;
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        the.transferFrom(msg.sender, address(this), amount);
        emit Supplied(msg.sender, amount, shares);
    }

    function redeem(uint256 shares) external {
        uint256 amount = shares * stored / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        stored -= amount;
        the.transfer(msg.sender, amount);
        requireSolvent(msg.sender);
    }

    /// Sends out what came here without being supplied.
    function skim(address to) external {
        the.transfer(to, the.balanceOf(address(this)) - stored);
    }

    /// Lets another account borrow on the caller's account, or no longer.
    function setDelegate(address who, bool yes) external {
        isDelegate[msg.sender][who] = yes;
    }

    /// Borrows on an account and pays out to the caller.
    function borrowBehalf(address who, uint256 amount) external {
        debtOf[who] += amount;
        requireSolvent(who);
        usd.transfer(msg.sender, amount);
        emit Borrowed(who, msg.sender, amount);
    }

    function repay(uint256 amount) external {
        debtOf[msg.sender] -= amount;
        usd.transferFrom(msg.sender, address(this), amount);
    }

    /// What lies here for the holders of shares.
    function totalAssets() public view returns (uint256) {
        return the.balanceOf(address(this));
    }

    function requireSolvent(address who) private view {
        if (debtOf[who] == 0) return;
        uint256 worth = balanceOf[who] * totalAssets() / totalSupply * thePrice / 1e18;
        require(debtOf[who] <= worth * COLLATERAL_FACTOR / 1e18, "too little collateral");
    }
}
