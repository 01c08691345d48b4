// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Lock} from "common/Lock.sol";
import {Token} from "common/Token.sol";

/// A money market over listed tokens with fixed prices; loans cost no interest.
contract Market is Lock {
    /// A loan may be worth this share of the collateral, in percent.
    uint256 public constant FACTOR = 65;
    address public immutable owner;
    address[] public tokens;
    mapping(address => uint256) public price; // of one unit, scaled by 1e18
    mapping(address => mapping(address => uint256)) public supplied; // holder, token
    mapping(address => mapping(address => uint256)) public borrowed;

    constructor() {
        owner = msg.sender;
    }

    function list(address token, uint256 price_) external {
        require(msg.sender == owner && price[token] == 0, "not listed");
        tokens.push(token);
        price[token] = price_;
    }

    function supply(address token, uint256 amount) external lock {
        require(price[token] > 0, "not listed");
        uint256 balance = supplied[msg.sender][token];
        Token(token).transferFrom(msg.sender, address(this), amount);
        supplied[msg.sender][token] = balance + amount;
    }

    function withdraw(address token, uint256 amount) external lock {
        supplied[msg.sender][token] -= amount;
        require(healthy(msg.sender), "unhealthy");
        Token(token).transfer(msg.sender, amount);
    }

    function borrow(address token, uint256 amount) external lock {
        require(price[token] > 0, "not listed");
        borrowed[msg.sender][token] += amount;
        require(healthy(msg.sender), "unhealthy");
        Token(token).transfer(msg.sender, amount);
    }

    function repay(address token, uint256 amount) external lock {
        borrowed[msg.sender][token] -= amount;
        Token(token).transferFrom(msg.sender, address(this), amount);
    }

    function healthy(address holder) private view returns (bool) {
        uint256 collateral;
        uint256 debt;
        for (uint256 i; i < tokens.length; i++) {
            collateral += supplied[holder][tokens[i]] * price[tokens[i]];
            debt += borrowed[holder][tokens[i]] * price[tokens[i]];
        }
        return debt <= collateral * FACTOR / 100;
    }
}
