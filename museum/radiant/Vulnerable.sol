// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Who borrows within a transaction.
interface FlashBorrower {
    function executeOperation(Token token, uint256 amount, uint256 fee, bytes calldata data) external;
}

/// A lending pool of several tokens. What is supplied is counted in units whose worth, the index, only grows.
contract LendingPool {
    struct Reserve {
        uint256 index;
        uint256 units;
        uint256 price;
    }

    address public immutable owner;
    uint256 public constant COLLATERAL_FACTOR = 0.75e18;
    uint256 public constant FLASH_FEE = 0.01e18;
    uint256 private constant RAY = 1e27;

    Token[] public tokens;
    mapping(Token => Reserve) public reserveOf;
    mapping(address => mapping(Token => uint256)) public unitsOf;
    mapping(address => mapping(Token => uint256)) public debtOf;

    event Supplied(address indexed who, Token token, uint256 amount);
    event Withdrawn(address indexed who, Token token, uint256 amount);
    event Borrowed(address indexed who, Token token, uint256 amount);

    modifier listed(Token token) {
        require(reserveOf[token].index > 0, "not listed");
        _;
    }

    constructor() {
        owner = msg.sender;
    }

    /// Lists a token, with a price for 1e18 of its smallest units.
    function list(Token token, uint256 price) external {
        require(msg.sender == owner && reserveOf[token].index == 0, "refused");
        tokens.push(token);
        reserveOf[token] = Reserve(RAY, 0, price);
    }

    function supply(Token token, uint256 amount) external listed(token) {
        Reserve storage reserve = reserveOf[token];
        uint256 units = amount * RAY / reserve.index;
        require(units > 0, "too little");
        reserve.units += units;
        unitsOf[msg.sender][token] += units;
        token.transferFrom(msg.sender, address(this), amount);
        emit Supplied(msg.sender, token, amount);
    }

    function withdraw(Token token, uint256 amount) external listed(token) {
        Reserve storage reserve = reserveOf[token];
        uint256 units = amount * RAY / reserve.index;
        require(units > 0, "too little");
        reserve.units -= units;
        unitsOf[msg.sender][token] -= units;
        requireSolvent(msg.sender);
        token.transfer(msg.sender, amount);
        emit Withdrawn(msg.sender, token, amount);
    }

    function borrow(Token token, uint256 amount) external listed(token) {
        debtOf[msg.sender][token] += amount;
        requireSolvent(msg.sender);
        token.transfer(msg.sender, amount);
        emit Borrowed(msg.sender, token, amount);
    }

    function repay(Token token, uint256 amount) external listed(token) {
        debtOf[msg.sender][token] -= amount;
        token.transferFrom(msg.sender, address(this), amount);
    }

    /// Lends within one transaction. The fee is shared among all who supply the token.
    function flashLoan(Token token, uint256 amount, bytes calldata data) external listed(token) {
        uint256 fee = amount * FLASH_FEE / 1e18;
        token.transfer(msg.sender, amount);
        FlashBorrower(msg.sender).executeOperation(token, amount, fee, data);
        token.transferFrom(msg.sender, address(this), amount + fee);
        Reserve storage reserve = reserveOf[token];
        reserve.index += fee * RAY / reserve.units;
    }

    /// What an account has supplied of a token, with its share of the fees.
    function suppliedOf(address who, Token token) public view returns (uint256) {
        return unitsOf[who][token] * reserveOf[token].index / RAY;
    }

    function requireSolvent(address who) private view {
        uint256 collateral;
        uint256 debt;
        for (uint256 i = 0; i < tokens.length; i++) {
            uint256 price = reserveOf[tokens[i]].price;
            collateral += suppliedOf(who, tokens[i]) * price / 1e18;
            debt += debtOf[who][tokens[i]] * price / 1e18;
        }
        require(debt <= collateral * COLLATERAL_FACTOR / 1e18, "too little collateral");
    }
}
