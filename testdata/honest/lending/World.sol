// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";

/// Lends one token against another, at a price that one account writes and that moves slowly.
contract Lender {
    uint256 private constant ONE = 1e27;
    uint256 private constant LOAN_MAX = 50;
    uint256 private constant LIQUIDATION = 75;
    uint256 private constant BONUS = 105;
    /// Shares that nobody owns.
    uint256 private constant DEAD = 1e6;

    Token public immutable asset;
    Token public immutable collateral;
    address public immutable feeder;
    /// How much may be lent out in all, so that most of the deposits stay at hand.
    uint256 public immutable lentMax;
    /// Units of the asset for one unit of collateral, with 18 decimals.
    uint256 public price;
    uint256 public pricedAt;
    uint256 public cash;
    uint256 public totalShares;
    mapping(address => uint256) public sharesOf;
    mapping(address => uint256) public collateralOf;
    /// Debts are kept as parts that grow with the index, 4 % per year.
    mapping(address => uint256) private partsOf;
    uint256 private totalParts;
    uint256 public index = ONE;
    uint256 public accruedAt = block.timestamp;

    constructor(Token asset_, Token collateral_, address feeder_, uint256 price_, uint256 lentMax_) {
        asset = asset_;
        collateral = collateral_;
        feeder = feeder_;
        price = price_;
        pricedAt = block.timestamp;
        lentMax = lentMax_;
    }

    modifier accrues() {
        index += index * (block.timestamp - accruedAt) / (25 * 365 days);
        accruedAt = block.timestamp;
        _;
    }

    function feed(uint256 price_) external {
        require(msg.sender == feeder && block.timestamp >= pricedAt + 1 days, "not now, or not you");
        require(price_ * 100 >= price * 99 && price_ * 100 <= price * 101, "moves too far");
        price = price_;
        pricedAt = block.timestamp;
    }

    function deposit(uint256 amount) external accrues returns (uint256 shares) {
        if (totalShares == 0) {
            shares = amount - DEAD;
            totalShares = DEAD;
        } else {
            shares = amount * totalShares / totalAssets();
        }
        require(shares > 0, "no shares");
        totalShares += shares;
        sharesOf[msg.sender] += shares;
        cash += amount;
        asset.transferFrom(msg.sender, address(this), amount);
    }

    function withdraw(uint256 shares) external accrues returns (uint256 amount) {
        amount = shares * totalAssets() / totalShares;
        sharesOf[msg.sender] -= shares;
        totalShares -= shares;
        cash -= amount;
        asset.transfer(msg.sender, amount);
    }

    function addCollateral(uint256 amount) external {
        collateralOf[msg.sender] += amount;
        collateral.transferFrom(msg.sender, address(this), amount);
    }

    function removeCollateral(uint256 amount) external accrues {
        collateralOf[msg.sender] -= amount;
        require(debtOf(msg.sender) <= worth(msg.sender, LOAN_MAX), "insolvent");
        collateral.transfer(msg.sender, amount);
    }

    function borrow(uint256 amount) external accrues {
        uint256 parts = (amount * ONE + index - 1) / index;
        partsOf[msg.sender] += parts;
        totalParts += parts;
        cash -= amount;
        require(debtOf(msg.sender) <= worth(msg.sender, LOAN_MAX), "insolvent");
        require(totalParts * index / ONE <= lentMax, "lent enough");
        asset.transfer(msg.sender, amount);
    }

    function repay(uint256 amount) external accrues {
        settle(msg.sender, amount);
    }

    /// Repays for someone whose debt has grown too large, and takes collateral with a bonus.
    function liquidate(address who, uint256 amount) external accrues {
        require(debtOf(who) > worth(who, LIQUIDATION), "solvent");
        settle(who, amount);
        uint256 taken = amount * BONUS * 1e18 / (price * 100);
        collateralOf[who] -= taken;
        collateral.transfer(msg.sender, taken);
    }

    function debtOf(address who) public view returns (uint256) {
        return (partsOf[who] * index + ONE - 1) / ONE;
    }

    function totalAssets() public view returns (uint256) {
        return cash + totalParts * index / ONE;
    }

    function worth(address who, uint256 percent) private view returns (uint256) {
        return collateralOf[who] * price / 1e18 * percent / 100;
    }

    function settle(address who, uint256 amount) private {
        uint256 parts = amount * ONE / index;
        partsOf[who] -= parts;
        totalParts -= parts;
        cash += amount;
        asset.transferFrom(msg.sender, address(this), amount);
    }
}

/// Two lenders, a borrower, and a market of the same two tokens.
contract World {
    Token public usdc;
    Token public weth;
    Lender public lender;
    Pair public pair;

    function setUp() public {
        usdc = new Token("USD Coin", "USDC", 6);
        weth = new Token("Wrapped Ether", "WETH", 18);
        lender = new Lender(usdc, weth, address(0xFEED), 2000e6, 1_000_000e6);
        deposit(address(0xA11CE), 6_000_000e6);
        deposit(address(0xB0B), 4_000_000e6);
        weth.mint(address(0xCA401), 600e18);
        vm.startPrank(address(0xCA401));
        weth.approve(address(lender), 600e18);
        lender.addCollateral(600e18);
        lender.borrow(400_000e6);
        vm.stopPrank();
        pair = new Pair(usdc, weth);
        usdc.mint(address(pair), 4_020_000e6);
        weth.mint(address(pair), 2_000e18);
        pair.mint(address(0xB0B));
        usdc.mint(address(0xD0E), 20_000_000e6);
        weth.mint(address(0xD0E), 10_000e18);
        vm.warp(block.timestamp + 30 days);
    }

    function deposit(address who, uint256 amount) private {
        usdc.mint(who, amount);
        vm.startPrank(who);
        usdc.approve(address(lender), amount);
        lender.deposit(amount);
        vm.stopPrank();
    }
}
