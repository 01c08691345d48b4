// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {Lock} from "common/Lock.sol";

/// Knows the markets and says who may borrow; prices are fixed.
contract Comptroller {
    /// A loan may be worth this share of the collateral, in percent.
    uint256 public constant FACTOR = 75;
    address public immutable owner;
    Market[] public markets;
    mapping(Market => uint256) public price; // of one unit, scaled by 1e18

    constructor() {
        owner = msg.sender;
    }

    function list(Market market, uint256 price_) external {
        require(msg.sender == owner && price[market] == 0, "not listed");
        markets.push(market);
        price[market] = price_;
    }

    /// Whether the holder's collateral in all markets carries the debts in all markets, with `more` borrowed from the caller.
    function allowed(address holder, uint256 more) external view returns (bool) {
        uint256 collateral;
        uint256 debt = more * price[Market(msg.sender)];
        for (uint256 i; i < markets.length; i++) {
            collateral += markets[i].supplied(holder) * price[markets[i]];
            debt += markets[i].borrowed(holder) * price[markets[i]];
        }
        return debt <= collateral * FACTOR / 100;
    }
}

/// The money market of one token; loans cost no interest.
contract Market is Lock {
    Comptroller public immutable comptroller;
    Token public immutable token;
    mapping(address => uint256) public supplied;
    mapping(address => uint256) public borrowed;

    event Borrowed(address indexed holder, uint256 amount);

    constructor(Comptroller comptroller_, Token token_) {
        comptroller = comptroller_;
        token = token_;
    }

    function supply(uint256 amount) external lock {
        token.transferFrom(msg.sender, address(this), amount);
        supplied[msg.sender] += amount;
    }

    function withdraw(uint256 amount) external lock {
        supplied[msg.sender] -= amount;
        require(comptroller.allowed(msg.sender, 0), "unhealthy");
        token.transfer(msg.sender, amount);
    }

    function borrow(uint256 amount) external lock {
        require(comptroller.allowed(msg.sender, amount), "unhealthy");
        token.transfer(msg.sender, amount);
        borrowed[msg.sender] += amount;
        emit Borrowed(msg.sender, amount);
    }

    function repay(uint256 amount) external lock {
        token.transferFrom(msg.sender, address(this), amount);
        borrowed[msg.sender] -= amount;
    }
}
