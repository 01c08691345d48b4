// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";

/// Pays a reward, so much per second, to those who have staked, by their shares of the stake.
contract Staking is ReentrancyGuard {
    using SafeERC20 for IERC20;

    IERC20 public immutable stakeToken;
    IERC20 public immutable rewardToken;
    uint256 public immutable rate;
    uint256 public immutable end;
    uint256 public updatedAt;
    /// Reward for one unit of stake since the beginning, with 18 decimals.
    uint256 public perUnit;
    uint256 public totalStake;
    mapping(address => uint256) public stakeOf;
    mapping(address => uint256) public paidPerUnit;
    mapping(address => uint256) public owed;

    constructor(IERC20 stakeToken_, IERC20 rewardToken_, uint256 rate_, uint256 duration) {
        stakeToken = stakeToken_;
        rewardToken = rewardToken_;
        rate = rate_;
        end = block.timestamp + duration;
        updatedAt = block.timestamp;
    }

    function stake(uint256 amount) external nonReentrant {
        update(msg.sender);
        stakeOf[msg.sender] += amount;
        totalStake += amount;
        stakeToken.safeTransferFrom(msg.sender, address(this), amount);
    }

    function unstake(uint256 amount) external nonReentrant {
        update(msg.sender);
        stakeOf[msg.sender] -= amount;
        totalStake -= amount;
        stakeToken.safeTransfer(msg.sender, amount);
    }

    function claim() external nonReentrant returns (uint256 amount) {
        update(msg.sender);
        amount = owed[msg.sender];
        owed[msg.sender] = 0;
        rewardToken.safeTransfer(msg.sender, amount);
    }

    function update(address who) private {
        uint256 time = block.timestamp < end ? block.timestamp : end;
        if (totalStake > 0) perUnit += (time - updatedAt) * rate * 1e18 / totalStake;
        updatedAt = time;
        owed[who] += stakeOf[who] * (perUnit - paidPerUnit[who]) / 1e18;
        paidPerUnit[who] = perUnit;
    }
}

/// Two have staked for a month; the rewards run for a year.
contract World {
    Token public stakeToken;
    Token public rewardToken;
    Staking public staking;

    function setUp() public {
        stakeToken = new Token("Stake", "STK", 18);
        rewardToken = new Token("Reward", "RWD", 18);
        staking = new Staking(IERC20(address(stakeToken)), IERC20(address(rewardToken)), 0.01e18, 365 days);
        rewardToken.mint(address(staking), 0.01e18 * 365 days);
        stake(address(0xA11CE), 800_000e18);
        stake(address(0xB0B), 200_000e18);
        stakeToken.mint(address(0xD0E), 1_000_000e18);
        vm.warp(block.timestamp + 30 days);
    }

    function stake(address who, uint256 amount) private {
        stakeToken.mint(who, amount);
        vm.startPrank(who);
        stakeToken.approve(address(staking), amount);
        staking.stake(amount);
        vm.stopPrank();
    }
}
