// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A lending market of one token. Its shares grow in worth with the interest that borrowers pay.
contract Market {
    Bank public immutable bank;
    Token public immutable asset;
    uint256 public constant DEAD_SHARES = 1e6;
    uint256 public totalSupply;
    uint256 public totalDebt;
    mapping(address => uint256) public balanceOf;
    mapping(address => uint256) public debtOf;

    event Minted(address indexed who, uint256 amount, uint256 shares);
    event Redeemed(address indexed who, uint256 amount, uint256 shares);
    event Borrowed(address indexed who, uint256 amount);

    constructor(Bank bank_, Token asset_) {
        bank = bank_;
        asset = asset_;
    }

    /// All that the holders of shares own together: what lies here and what is lent out.
    function totalAssets() public view returns (uint256) {
        return asset.balanceOf(address(this)) + totalDebt;
    }

    function worth(uint256 shares) public view returns (uint256) {
        return totalSupply == 0 ? shares : shares * totalAssets() / totalSupply;
    }

    function mint(uint256 amount) external returns (uint256 shares) {
        shares = totalSupply == 0 ? amount : amount * totalSupply / totalAssets();
        require(shares > 0, "no shares");
        totalSupply += shares;
        // The first shares stay here for ever.
        if (totalSupply == shares) shares -= DEAD_SHARES;
        balanceOf[msg.sender] += shares;
        asset.transferFrom(msg.sender, address(this), amount);
        emit Minted(msg.sender, amount, shares);
    }

    /// Pays out an amount of the token and burns the shares that it is worth.
    function redeem(uint256 amount) external returns (uint256 shares) {
        shares = (amount * totalSupply + totalAssets() - 1) / totalAssets();
        require(shares > 0, "no shares");
        balanceOf[msg.sender] -= shares;
        bank.requireSolvent(msg.sender);
        totalSupply -= shares;
        asset.transfer(msg.sender, amount);
        emit Redeemed(msg.sender, amount, shares);
    }

    function borrow(uint256 amount) external {
        debtOf[msg.sender] += amount;
        bank.requireSolvent(msg.sender);
        totalDebt += amount;
        asset.transfer(msg.sender, amount);
        emit Borrowed(msg.sender, amount);
    }

    function repay(uint256 amount) external {
        debtOf[msg.sender] -= amount;
        totalDebt -= amount;
        asset.transferFrom(msg.sender, address(this), amount);
    }
}

/// Lists the markets, with a price for the unit of each token.
contract Bank {
    address public immutable owner;
    uint256 public constant COLLATERAL_FACTOR = 0.7e18;
    Market[] public markets;
    mapping(Market => uint256) public priceOf;

    constructor() {
        owner = msg.sender;
    }

    function list(Market market, uint256 price) external {
        require(msg.sender == owner && priceOf[market] == 0, "refused");
        markets.push(market);
        priceOf[market] = price;
    }

    function requireSolvent(address who) external view {
        uint256 collateral;
        uint256 debt;
        for (uint256 i = 0; i < markets.length; i++) {
            Market market = markets[i];
            collateral += market.worth(market.balanceOf(who)) * priceOf[market] / 1e18;
            debt += market.debtOf(who) * priceOf[market] / 1e18;
        }
        require(debt <= collateral * COLLATERAL_FACTOR / 1e18, "too little collateral");
    }
}
