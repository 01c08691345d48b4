// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Leveraged bets on a price that signers report, against a vault that others fill.
contract Perps {
    uint256 private constant LEVERAGE_MAX = 50;
    uint256 private constant GAIN_MAX = 9;
    /// In hundred-thousandths of the bet's size.
    uint256 private constant FEE = 100;
    /// Shares that nobody owns, so that a share never gets too dear to divide.
    uint256 private constant DEAD = 1e6;

    struct Trade {
        address owner;
        bool long;
        uint256 collateral;
        uint256 size;
        uint256 price;
    }

    Token public immutable usdc;
    address[3] public signers;
    uint256[3] public reports;
    uint256 public price;
    uint256 public liquidity;
    uint256 public totalShares;
    mapping(address => uint256) public sharesOf;
    Trade[] public trades;

    event Report(address indexed signer, uint256 price);
    event Deposit(address indexed who, uint256 amount, uint256 shares);
    event Withdraw(address indexed who, uint256 amount, uint256 shares);
    event Open(uint256 indexed id, address indexed owner, bool long, uint256 collateral, uint256 size);
    event Close(uint256 indexed id, uint256 paid);

    constructor(Token usdc_, address[3] memory signers_, uint256 price_) {
        usdc = usdc_;
        signers = signers_;
        reports = [price_, price_, price_];
        price = price_;
    }

    function signer() external view returns (address) {
        return signers[0];
    }

    function report(uint256 price_) external {
        uint256 i = msg.sender == signers[0] ? 0 : msg.sender == signers[1] ? 1 : 2;
        require(msg.sender == signers[i], "only a signer");
        require(price_ * 50 >= price * 49 && price_ * 50 <= price * 51, "moves too far");
        reports[i] = price_;
        price = middle(reports[0], reports[1], reports[2]);
        emit Report(msg.sender, price_);
    }

    function deposit(uint256 amount) external returns (uint256 shares) {
        if (totalShares == 0) {
            shares = amount - DEAD;
            totalShares = DEAD;
        } else {
            shares = amount * totalShares / liquidity;
        }
        require(shares > 0, "no shares");
        totalShares += shares;
        sharesOf[msg.sender] += shares;
        liquidity += amount;
        usdc.transferFrom(msg.sender, address(this), amount);
        emit Deposit(msg.sender, amount, shares);
    }

    function withdraw(uint256 shares) external returns (uint256 amount) {
        amount = shares * liquidity / totalShares;
        sharesOf[msg.sender] -= shares;
        totalShares -= shares;
        liquidity -= amount;
        usdc.transfer(msg.sender, amount);
        emit Withdraw(msg.sender, amount, shares);
    }

    /// Bets that the price rises, or falls; the fee goes to the vault.
    function openTrade(bool long, uint256 collateral, uint256 leverage) external returns (uint256 id) {
        require(leverage > 0 && leverage <= LEVERAGE_MAX, "leverage");
        uint256 size = collateral * leverage;
        uint256 fee = (size * FEE + 99_999) / 100_000;
        id = trades.length;
        trades.push(Trade(msg.sender, long, collateral - fee, size, price));
        liquidity += fee;
        usdc.transferFrom(msg.sender, address(this), collateral);
        emit Open(id, msg.sender, long, collateral - fee, size);
    }

    /// Pays out what the bet is worth; a bet that has lost nearly all of its collateral may be closed by anyone.
    function closeTrade(uint256 id) external returns (uint256 paid) {
        Trade memory trade = trades[id];
        delete trades[id];
        bool won = (price > trade.price) == trade.long;
        uint256 moved = price > trade.price ? price - trade.price : trade.price - price;
        uint256 change = trade.size * moved / trade.price;
        require(msg.sender == trade.owner || (!won && change * 10 >= trade.collateral * 9), "not yours");
        if (won) {
            uint256 gain = change < trade.collateral * GAIN_MAX ? change : trade.collateral * GAIN_MAX;
            if (gain > liquidity) gain = liquidity;
            liquidity -= gain;
            paid = trade.collateral + gain;
        } else {
            paid = change < trade.collateral ? trade.collateral - change : 0;
            liquidity += trade.collateral - paid;
        }
        usdc.transfer(trade.owner, paid);
        emit Close(id, paid);
    }

    function middle(uint256 a, uint256 b, uint256 c) private pure returns (uint256) {
        if ((a <= b) == (b <= c)) return b;
        return (b <= a) == (a <= c) ? a : c;
    }
}
