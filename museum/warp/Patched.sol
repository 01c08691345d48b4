// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";

/// Lends dollars against shares of a market of dollars and ether.
contract Lender {
    Token public immutable usd;
    Pair public immutable market;
    address public immutable feeder;
    uint256 public etherPrice;
    uint256 public constant COLLATERAL_FACTOR = 0.66e18;

    mapping(address => uint256) public depositOf;
    mapping(address => uint256) public collateralOf;
    mapping(address => uint256) public debtOf;

    event Borrowed(address indexed who, uint256 amount);

    constructor(Token usd_, Pair market_, uint256 etherPrice_) {
        usd = usd_;
        market = market_;
        etherPrice = etherPrice_;
        feeder = msg.sender;
    }

    /// The price of one ether in dollars comes from outside.
    function setEtherPrice(uint256 price) external {
        require(msg.sender == feeder, "only the feeder");
        etherPrice = price;
    }

    function deposit(uint256 amount) external {
        usd.transferFrom(msg.sender, address(this), amount);
        depositOf[msg.sender] += amount;
    }

    function withdraw(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        usd.transfer(msg.sender, amount);
    }

    function addCollateral(uint256 shares) external {
        market.transferFrom(msg.sender, address(this), shares);
        collateralOf[msg.sender] += shares;
    }

    function removeCollateral(uint256 shares) external {
        collateralOf[msg.sender] -= shares;
        requireSolvent(msg.sender);
        market.transfer(msg.sender, shares);
    }

    function borrow(uint256 amount) external {
        debtOf[msg.sender] += amount;
        requireSolvent(msg.sender);
        usd.transfer(msg.sender, amount);
        emit Borrowed(msg.sender, amount);
    }

    function repay(uint256 amount) external {
        debtOf[msg.sender] -= amount;
        usd.transferFrom(msg.sender, address(this), amount);
    }

    /// What some shares of the market are worth in dollars.
    function worth(uint256 shares) public view returns (uint256) {
        (uint256 dollars, uint256 ethers) = market.getReserves();
        uint256 both = 2 * root(dollars * (ethers * etherPrice / 1e18));
        return both * shares / market.totalSupply();
    }

    function requireSolvent(address who) private view {
        require(debtOf[who] <= worth(collateralOf[who]) * COLLATERAL_FACTOR / 1e18, "too little collateral");
    }

    function root(uint256 x) private pure returns (uint256 y) {
        y = x;
        uint256 z = x / 2 + 1;
        while (z < y) {
            y = z;
            z = (x / z + z) / 2;
        }
    }
}
