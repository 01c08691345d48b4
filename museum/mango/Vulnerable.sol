// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";

/// An exchange of perpetual contracts on a token, with dollars as margin.
contract Exchange {
    struct Account {
        address owner;
        int256 cash;
        int256 size;
        int256 cost;
    }

    struct Offer {
        uint256 seller;
        uint128 size;
        uint128 price;
    }

    Token public immutable usd;
    SlowPrice public immutable feed;
    int256 public constant MARGIN = 0.2e18;
    int256 public constant PROFIT_WEIGHT = 1e18;

    Account[] public accounts;
    Offer[] public offers;

    event Traded(uint256 indexed seller, uint256 indexed buyer, uint256 size, uint256 price);

    constructor(Token usd_, SlowPrice feed_) {
        usd = usd_;
        feed = feed_;
    }

    /// Opens an account; one owner may have several.
    function open() external returns (uint256 id) {
        id = accounts.length;
        accounts.push(Account(msg.sender, 0, 0, 0));
    }

    function deposit(uint256 id, uint128 amount) external {
        usd.transferFrom(msg.sender, address(this), amount);
        accounts[id].cash += int256(uint256(amount));
    }

    /// Pays out what the account's equity allows, be it a loan against profit.
    function withdraw(uint256 id, uint128 amount) external {
        require(accounts[id].owner == msg.sender, "not yours");
        accounts[id].cash -= int256(uint256(amount));
        requireMargin(id);
        usd.transfer(msg.sender, amount);
    }

    /// Offers contracts on the token for sale.
    function offer(uint256 id, uint128 size, uint128 price) external returns (uint256) {
        require(accounts[id].owner == msg.sender, "not yours");
        offers.push(Offer(id, size, price));
        return offers.length - 1;
    }

    /// Buys all that an offer offers.
    function take(uint256 offerId, uint256 buyer) external {
        require(accounts[buyer].owner == msg.sender, "not yours");
        Offer memory o = offers[offerId];
        delete offers[offerId].size;
        int256 size = int256(uint256(o.size));
        int256 cost = size * int256(uint256(o.price)) / 1e18;
        add(o.seller, -size, -cost);
        add(buyer, size, cost);
        requireMargin(o.seller);
        requireMargin(buyer);
        emit Traded(o.seller, buyer, o.size, o.price);
    }

    /// Cash and profit or loss of an account.
    function equity(uint256 id) public view returns (int256) {
        Account memory a = accounts[id];
        int256 profit = a.size * price() / 1e18 - a.cost;
        if (profit > 0) profit = profit * PROFIT_WEIGHT / 1e18;
        return a.cash + profit;
    }

    function price() public view returns (int256) {
        return int256(feed.spot());
    }

    function add(uint256 id, int256 size, int256 cost) private {
        Account storage a = accounts[id];
        a.size += size;
        a.cost += cost;
        // What is closed is paid.
        if (a.size == 0) {
            a.cash -= a.cost;
            a.cost = 0;
        }
    }

    function requireMargin(uint256 id) private view {
        int256 size = accounts[id].size;
        int256 notional = (size < 0 ? -size : size) * price() / 1e18;
        require(equity(id) >= notional * MARGIN / 1e18, "too little margin");
    }
}
