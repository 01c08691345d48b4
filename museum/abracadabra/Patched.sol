// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Lends a stablecoin against a collateral, by lists of actions that are judged once, at their end.
contract Cauldron {
    uint8 public constant REPAY = 2;
    uint8 public constant REMOVE_COLLATERAL = 4;
    uint8 public constant BORROW = 5;
    uint8 public constant ADD_COLLATERAL = 10;
    uint256 private constant LOAN_MAX = 75;
    uint256 private constant LIQUIDATION_BONUS = 108;

    struct Status {
        bool needsSolvencyCheck;
        uint256 borrowed;
    }

    Token public immutable coin;
    Token public immutable collateral;
    address public immutable feeder;
    /// Coins for one unit of collateral, with 18 decimals; written by the feeder.
    uint256 public price;
    mapping(address => uint256) public collateralOf;
    mapping(address => uint256) public debtOf;

    event Cook(address indexed who, uint256 actions, uint256 borrowed);
    event Liquidate(address indexed who, uint256 repaid, uint256 taken);

    constructor(Token coin_, Token collateral_, uint256 price_) {
        coin = coin_;
        collateral = collateral_;
        price = price_;
        feeder = msg.sender;
    }

    function feed(uint256 price_) external {
        require(msg.sender == feeder, "only the feeder");
        price = price_;
    }

    /// Does the actions in order; solvency may be broken in between, but not in the end.
    function cook(uint8[] calldata actions, uint256[] calldata amounts) external {
        require(actions.length == amounts.length, "lengths differ");
        Status memory status;
        for (uint256 i = 0; i < actions.length; i++) {
            uint8 action = actions[i];
            uint256 amount = amounts[i];
            if (action == ADD_COLLATERAL) {
                collateralOf[msg.sender] += amount;
                collateral.transferFrom(msg.sender, address(this), amount);
            } else if (action == REPAY) {
                debtOf[msg.sender] -= amount;
                coin.transferFrom(msg.sender, address(this), amount);
            } else if (action == REMOVE_COLLATERAL) {
                collateralOf[msg.sender] -= amount;
                collateral.transfer(msg.sender, amount);
                status.needsSolvencyCheck = true;
            } else if (action == BORROW) {
                debtOf[msg.sender] += amount;
                coin.transfer(msg.sender, amount);
                status.needsSolvencyCheck = true;
                status.borrowed += amount;
            } else {
                if (additionalAction(action, amount)) status.needsSolvencyCheck = true;
            }
        }
        if (status.needsSolvencyCheck) require(isSolvent(msg.sender), "insolvent");
        emit Cook(msg.sender, actions.length, status.borrowed);
    }

    /// Pays debt of an insolvent account and takes its collateral with a bonus.
    function liquidate(address who, uint256 repaid) external {
        require(!isSolvent(who), "solvent");
        uint256 taken = repaid * LIQUIDATION_BONUS * 1e18 / (price * 100);
        debtOf[who] -= repaid;
        collateralOf[who] -= taken;
        coin.transferFrom(msg.sender, address(this), repaid);
        collateral.transfer(msg.sender, taken);
        emit Liquidate(who, repaid, taken);
    }

    function isSolvent(address who) public view returns (bool) {
        return debtOf[who] * 100 <= collateralOf[who] * price / 1e18 * LOAN_MAX;
    }

    /// For cauldrons with actions of their own; says whether the action needs a solvency check.
    function additionalAction(uint8, uint256) internal virtual returns (bool) {}
}
