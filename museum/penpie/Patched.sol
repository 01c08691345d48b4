// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Lock} from "common/Lock.sol";
import {Token} from "common/Token.sol";

/// The shares of a yield market; whoever holds them is paid a reward in another token.
interface YieldMarket {
    function rewardToken() external view returns (address);
    function claimRewards() external;
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// Holds market shares for many, claims their rewards together and divides them.
contract Booster is Lock {
    struct Stake {
        uint256 amount;
        uint256 paid; // of the reward, up to this value per share
        uint256 owed;
    }

    uint256 private constant ONE = 1e18;
    address public immutable owner;
    mapping(YieldMarket => Token) public reward;
    mapping(YieldMarket => uint256) public staked;
    mapping(YieldMarket => uint256) public perShare; // reward per share so far, scaled by ONE
    mapping(YieldMarket => mapping(address => Stake)) public stakes;

    constructor() {
        owner = msg.sender;
    }

    function register(YieldMarket market) external {
        require(msg.sender == owner, "only the owner");
        require(address(reward[market]) == address(0), "registered");
        reward[market] = Token(market.rewardToken());
    }

    function deposit(YieldMarket market, uint256 amount) external lock {
        collect(market);
        Stake storage stake = settle(market);
        stake.amount += amount;
        staked[market] += amount;
        market.transferFrom(msg.sender, address(this), amount);
    }

    function withdraw(YieldMarket market, uint256 amount) external lock {
        collect(market);
        Stake storage stake = settle(market);
        stake.amount -= amount;
        staked[market] -= amount;
        market.transfer(msg.sender, amount);
    }

    /// Pays the caller's part of the rewards.
    function claim(YieldMarket market) external lock {
        collect(market);
        Stake storage stake = settle(market);
        uint256 owed = stake.owed;
        stake.owed = 0;
        reward[market].transfer(msg.sender, owed);
    }

    /// Fetches the rewards; what arrived is what the balance grew by.
    function collect(YieldMarket market) private {
        Token token = reward[market];
        require(address(token) != address(0), "not registered");
        if (staked[market] == 0) return;
        uint256 before = token.balanceOf(address(this));
        market.claimRewards();
        uint256 got = token.balanceOf(address(this)) - before;
        perShare[market] += got * ONE / staked[market];
    }

    function settle(YieldMarket market) private returns (Stake storage stake) {
        stake = stakes[market][msg.sender];
        stake.owed += stake.amount * (perShare[market] - stake.paid) / ONE;
        stake.paid = perShare[market];
    }
}
