// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Lock} from "common/Lock.sol";

/// A pool of ether that takes the other side of shorts on bitcoin. Its shares are priced by its ether and by what the open
/// shorts would lose, all together, at the current price: the difference to their average price, times their size.
contract Vault is Lock {
    /// A short may be this many times its collateral.
    uint256 public constant LEVERAGE = 10;

    struct Short {
        uint256 size; // in ether
        uint256 units; // of bitcoin sold short
        uint256 collateral;
    }

    address public immutable feeder;
    uint256 public price; // ether for one bitcoin, scaled by 1e18
    uint256 public pool;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => Short) public shorts;
    /// All shorts together; their average price is the quotient.
    uint256 public globalSize;
    uint256 public globalUnits;

    constructor(uint256 price_) {
        feeder = msg.sender;
        price = price_;
    }

    function setPrice(uint256 price_) external {
        require(msg.sender == feeder, "only the feeder");
        price = price_;
    }

    /// What the pool is worth: its ether, more what the shorts would lose, or less what they would win.
    function value() public view returns (uint256) {
        return pool + globalUnits * price / 1e18 - globalSize;
    }

    function buyShares() external payable lock returns (uint256 shares) {
        if (totalSupply == 0) {
            totalSupply = 1000; // nobody's
            shares = msg.value - 1000;
        } else {
            shares = msg.value * totalSupply / (value() + 1);
        }
        require(shares > 0, "no shares");
        pool += msg.value;
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
    }

    /// Burns shares and pays out their part of the value.
    function sellShares(uint256 shares) external lock returns (uint256 amount) {
        amount = shares * value() / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        pool -= amount;
        pay(amount);
    }

    /// Opens a short at the current price, with the ether sent along as collateral.
    function increasePosition(uint256 size) external payable lock {
        Short storage short = shorts[msg.sender];
        require(short.size == 0 && size >= 1 ether, "one short each");
        require(size <= msg.value * LEVERAGE, "too much leverage");
        uint256 units = (size * 1e18 + price - 1) / price;
        (short.size, short.units, short.collateral) = (size, units, msg.value);
        globalSize += size;
        globalUnits += units;
    }

    /// Closes the caller's short and pays out what is left of its collateral, or more.
    function decreasePosition() external lock {
        Short memory short = shorts[msg.sender];
        require(short.size > 0, "no short");
        delete shorts[msg.sender];
        globalSize -= short.size;
        uint256 paid = short.collateral;
        uint256 worth = (short.units * price + 1e18 - 1) / 1e18;
        if (worth > short.size) {
            uint256 loss = worth - short.size;
            if (loss > paid) loss = paid;
            paid -= loss;
            pool += loss;
        } else {
            uint256 gain = short.size - worth;
            if (gain > pool) gain = pool;
            paid += gain;
            pool -= gain;
        }
        pay(paid);
        globalUnits -= short.units;
    }

    function pay(uint256 amount) private {
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "payment failed");
    }
}
