// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";

/// Leveraged positions in bitcoin, financed with ether that others have lent.
contract MarginTrading {
    struct Position {
        uint256 held;
        uint256 debt;
    }

    Token public immutable weth;
    Token public immutable wbtc;
    Pair public immutable market;
    SlowPrice public immutable feed;
    uint256 public constant MAINTENANCE = 1.15e18;
    uint256 public constant LEVERAGE_MAX = 5;

    mapping(address => uint256) public depositOf;
    mapping(address => Position) public positionOf;

    event Opened(address indexed who, uint256 held, uint256 debt);
    event Closed(address indexed who, uint256 paid);

    constructor(Token weth_, Token wbtc_, Pair market_, SlowPrice feed_) {
        weth = weth_;
        wbtc = wbtc_;
        market = market_;
        feed = feed_;
    }

    function lend(uint256 amount) external {
        weth.transferFrom(msg.sender, address(this), amount);
        depositOf[msg.sender] += amount;
    }

    function withdraw(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        weth.transfer(msg.sender, amount);
    }

    /// Opens a position: swaps the loan, and the margin if that is ether, into bitcoin.
    function open(Token marginToken, uint256 margin, uint256 leverage) external {
        Position storage position = positionOf[msg.sender];
        require(position.held == 0 && position.debt == 0, "already open");
        require(leverage > 1 && leverage <= LEVERAGE_MAX, "leverage");
        marginToken.transferFrom(msg.sender, address(this), margin);
        if (marginToken == weth) {
            position.debt = margin * (leverage - 1);
            position.held = buy(margin * leverage);
        } else {
            require(marginToken == wbtc, "not traded here");
            position.debt = margin * feed.value() / 1e18 * (leverage - 1);
            position.held = margin + buy(position.debt);
        }
        requireHealthy(position);
        emit Opened(msg.sender, position.held, position.debt);
    }

    /// Sells the caller's bitcoin, repays the loan and pays out the rest.
    function close() external {
        Position memory position = positionOf[msg.sender];
        delete positionOf[msg.sender];
        wbtc.approve(address(market), position.held);
        uint256 proceeds = market.sell(wbtc, position.held, position.debt, address(this));
        weth.transfer(msg.sender, proceeds - position.debt);
        emit Closed(msg.sender, proceeds - position.debt);
    }

    function buy(uint256 amount) private returns (uint256) {
        weth.approve(address(market), amount);
        return market.sell(weth, amount, 0, address(this));
    }

    function requireHealthy(Position memory position) private view {
        uint256 worth = position.held * feed.value() / 1e18;
        require(worth >= position.debt * MAINTENANCE / 1e18, "unhealthy");
    }
}
