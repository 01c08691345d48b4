// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A yield vault: its shares are a token, and each stands for a part of what the vault holds.
contract Vault is Token {
    Token public immutable asset;
    uint256 private held;

    constructor(Token asset_) Token("Yield USD", "yUSD", 18) {
        asset = asset_;
    }

    function totalAssets() public view returns (uint256) {
        return held;
    }

    function pricePerShare() external view returns (uint256) {
        return totalSupply == 0 ? 1e18 : totalAssets() * 1e18 / totalSupply;
    }

    function deposit(uint256 amount) external returns (uint256 shares) {
        shares = totalSupply == 0 ? amount : amount * totalSupply / totalAssets();
        require(shares > 0, "no shares");
        asset.transferFrom(msg.sender, address(this), amount);
        held += amount;
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Transfer(address(0), msg.sender, shares);
    }

    function withdraw(uint256 shares) external returns (uint256 amount) {
        amount = shares * totalAssets() / totalSupply;
        held -= amount;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        emit Transfer(msg.sender, address(0), shares);
        asset.transfer(msg.sender, amount);
    }
}

/// A lending market of dollars and of the vault's shares. Either may be supplied, counted as collateral and borrowed.
contract Market {
    Token public immutable usd;
    Vault public immutable vault;
    uint256 public constant COLLATERAL_FACTOR = 0.75e18;

    /// By account, then by token.
    mapping(address => mapping(Token => uint256)) public suppliedOf;
    mapping(address => mapping(Token => uint256)) public debtOf;

    event Supplied(address indexed who, Token token, uint256 amount);
    event Borrowed(address indexed who, Token token, uint256 amount);

    modifier listed(Token token) {
        require(token == usd || token == vault, "not listed");
        _;
    }

    modifier solvent() {
        _;
        uint256 collateral = worth(suppliedOf[msg.sender][usd], suppliedOf[msg.sender][vault]);
        uint256 debt = worth(debtOf[msg.sender][usd], debtOf[msg.sender][vault]);
        require(debt <= collateral * COLLATERAL_FACTOR / 1e18, "too little collateral");
    }

    constructor(Token usd_, Vault vault_) {
        usd = usd_;
        vault = vault_;
    }

    function supply(Token token, uint256 amount) external listed(token) {
        token.transferFrom(msg.sender, address(this), amount);
        suppliedOf[msg.sender][token] += amount;
        emit Supplied(msg.sender, token, amount);
    }

    function withdraw(Token token, uint256 amount) external listed(token) solvent {
        suppliedOf[msg.sender][token] -= amount;
        token.transfer(msg.sender, amount);
    }

    function borrow(Token token, uint256 amount) external listed(token) solvent {
        debtOf[msg.sender][token] += amount;
        token.transfer(msg.sender, amount);
        emit Borrowed(msg.sender, token, amount);
    }

    function repay(Token token, uint256 amount) external listed(token) {
        debtOf[msg.sender][token] -= amount;
        token.transferFrom(msg.sender, address(this), amount);
    }

    function worth(uint256 dollars, uint256 shares) private view returns (uint256) {
        return dollars + shares * vault.pricePerShare() / 1e18;
    }
}
