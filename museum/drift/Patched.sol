// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Lends out one asset, up to a limit, against collaterals that an admin lists.
contract Exchange {
    struct Position {
        uint256 collateral;
        uint256 debt;
    }

    Token public immutable asset;
    /// The account of a council, two of whose five members can act for it.
    address public immutable admin;
    address public immutable guardian = msg.sender;
    mapping(bytes32 => uint256) public announcedAt;
    uint256 public debtLimit;
    uint256 public totalDebt;
    /// What half of one unit of a collateral is worth, with 18 decimals; 0 is not listed.
    mapping(Token => uint256) public loanValue;
    mapping(address => uint256) public suppliedBy;
    mapping(address => mapping(Token => Position)) public positions;

    event Listed(Token indexed token, uint256 value);
    event Limited(uint256 limit);
    event Supply(address indexed who, uint256 amount);
    event Withdraw(address indexed who, uint256 amount);
    event Moved(address indexed who, Token indexed token, uint256 collateral, uint256 debt);

    /// The admin announces a call; two days later another key lets the same call through, or does not.
    modifier governed() {
        if (msg.sender == admin) {
            announcedAt[keccak256(msg.data)] = block.timestamp;
            return;
        }
        uint256 at = announcedAt[keccak256(msg.data)];
        require(msg.sender == guardian && at > 0 && block.timestamp >= at + 2 days, "not allowed");
        delete announcedAt[keccak256(msg.data)];
        _;
    }

    constructor(Token asset_, address admin_, Token token, uint256 value, uint256 limit) {
        asset = asset_;
        admin = admin_;
        loanValue[token] = value;
        debtLimit = limit;
    }

    function list(Token token, uint256 value) external governed {
        loanValue[token] = value;
        emit Listed(token, value);
    }

    function setDebtLimit(uint256 limit) external governed {
        debtLimit = limit;
        emit Limited(limit);
    }

    function supply(uint256 amount) external {
        suppliedBy[msg.sender] += amount;
        asset.transferFrom(msg.sender, address(this), amount);
        emit Supply(msg.sender, amount);
    }

    function withdraw(uint256 amount) external {
        suppliedBy[msg.sender] -= amount;
        asset.transfer(msg.sender, amount);
        emit Withdraw(msg.sender, amount);
    }

    function addCollateral(Token token, uint256 amount) external {
        require(loanValue[token] > 0, "not listed");
        positions[msg.sender][token].collateral += amount;
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        emitMoved(token);
    }

    function removeCollateral(Token token, uint256 amount) external {
        positions[msg.sender][token].collateral -= amount;
        requireSolvent(token);
        require(token.transfer(msg.sender, amount), "not paid");
        emitMoved(token);
    }

    function borrow(Token token, uint256 amount) external {
        positions[msg.sender][token].debt += amount;
        totalDebt += amount;
        require(totalDebt <= debtLimit, "limit");
        requireSolvent(token);
        asset.transfer(msg.sender, amount);
        emitMoved(token);
    }

    function repay(Token token, uint256 amount) external {
        positions[msg.sender][token].debt -= amount;
        totalDebt -= amount;
        asset.transferFrom(msg.sender, address(this), amount);
        emitMoved(token);
    }

    function requireSolvent(Token token) private view {
        Position storage position = positions[msg.sender][token];
        require(position.debt <= position.collateral * loanValue[token] / 1e18, "insolvent");
    }

    function emitMoved(Token token) private {
        Position storage position = positions[msg.sender][token];
        emit Moved(msg.sender, token, position.collateral, position.debt);
    }
}
