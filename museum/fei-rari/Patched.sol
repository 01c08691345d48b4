// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {Lock} from "common/Lock.sol";

/// Knows the markets and what each holder put up as collateral; prices are fixed.
contract Comptroller {
    /// A loan may be worth this share of the collateral, in percent.
    uint256 public constant FACTOR = 75;
    address public immutable owner;
    Market[] public markets;
    mapping(Market => uint256) public price; // of one unit, scaled by 1e18
    mapping(address => mapping(Market => bool)) public entered;

    constructor() {
        owner = msg.sender;
    }

    function list(Market market, uint256 price_) external {
        require(msg.sender == owner && price[market] == 0, "not listed");
        markets.push(market);
        price[market] = price_;
    }

    /// What the caller supplies to the market is collateral from now on.
    function enterMarket(Market market) external {
        require(price[market] > 0, "not listed");
        entered[msg.sender][market] = true;
    }

    /// What the caller supplies to the market is free again, if the other collateral carries the debts.
    function exitMarket(Market market) external {
        entered[msg.sender][market] = false;
        require(carries(msg.sender, market, 0, 0), "unhealthy");
    }

    /// Whether the holder may take `less` out of the calling market's collateral, or borrow `more` there.
    function allowed(address holder, uint256 less, uint256 more) external view returns (bool) {
        // What is no collateral may always leave.
        if (more == 0 && !entered[holder][Market(msg.sender)]) return true;
        return carries(holder, Market(msg.sender), less, more);
    }

    function carries(address holder, Market market, uint256 less, uint256 more) private view returns (bool) {
        uint256 collateral;
        uint256 debt = more * price[market];
        for (uint256 i; i < markets.length; i++) {
            Market each = markets[i];
            debt += each.borrowed(holder) * price[each];
            if (!entered[holder][each]) continue;
            collateral += (each.supplied(holder) - (each == market ? less : 0)) * price[each];
        }
        return debt <= collateral * FACTOR / 100;
    }
}

/// The money market of one token, or of ether where the token is zero; loans cost no interest.
contract Market is Lock {
    Comptroller public immutable comptroller;
    Token public immutable token;
    mapping(address => uint256) public supplied;
    mapping(address => uint256) public borrowed;

    constructor(Comptroller comptroller_, Token token_) {
        comptroller = comptroller_;
        token = token_;
    }

    function supply(uint256 amount) external payable lock {
        take(amount);
        supplied[msg.sender] += amount;
    }

    function withdraw(uint256 amount) external lock {
        require(comptroller.allowed(msg.sender, amount, 0), "unhealthy");
        supplied[msg.sender] -= amount;
        pay(amount);
    }

    function borrow(uint256 amount) external lock {
        require(comptroller.allowed(msg.sender, 0, amount), "unhealthy");
        borrowed[msg.sender] += amount;
        pay(amount);
    }

    function repay(uint256 amount) external payable lock {
        take(amount);
        borrowed[msg.sender] -= amount;
    }

    function take(uint256 amount) private {
        if (address(token) == address(0)) {
            require(msg.value == amount, "not the amount");
        } else {
            require(msg.value == 0, "no ether here");
            token.transferFrom(msg.sender, address(this), amount);
        }
    }

    function pay(uint256 amount) private {
        if (address(token) == address(0)) {
            (bool paid,) = msg.sender.call{value: amount}("");
            require(paid, "payment failed");
        } else {
            token.transfer(msg.sender, amount);
        }
    }
}
