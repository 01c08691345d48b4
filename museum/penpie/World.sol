// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";
import {Booster, YieldMarket} from "./Vulnerable.sol";

/// A yield market whose rewards so far wait to be claimed by the one who holds its shares for all.
contract Market is Token {
    address public immutable rewardToken;
    address public immutable holder;

    constructor(address rewardToken_, address holder_) Token("Restaked ETH market", "LPT", 18) {
        rewardToken = rewardToken_;
        holder = holder_;
    }

    function claimRewards() external {
        require(msg.sender == holder, "only the holder");
        Token token = Token(rewardToken);
        token.transfer(holder, token.balanceOf(address(this)));
    }
}

/// A booster with one market and three stakers.
contract World {
    Token public pendle;
    Booster public booster;
    Market public market;

    function setUp() public {
        pendle = new Token("Pendle", "PENDLE", 18);
        booster = new Booster();
        market = new Market(address(pendle), address(booster));
        booster.register(YieldMarket(address(market)));
        stake(address(0xA11CE), 6_000 ether);
        stake(address(0xB0B), 3_500 ether);
        stake(address(0xDA1), 500 ether);
        market.mint(address(0xCA401), 12_000 ether);
        pendle.mint(address(0xCA401), 200_000 ether);
        pendle.mint(address(market), 40_000 ether);
    }

    function stake(address who, uint256 amount) private {
        market.mint(who, amount);
        vm.startPrank(who);
        market.approve(address(booster), amount);
        booster.deposit(YieldMarket(address(market)), amount);
        vm.stopPrank();
    }
}
