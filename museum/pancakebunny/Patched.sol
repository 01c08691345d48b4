// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {SlowPrice} from "common/SlowPrice.sol";
import {Token} from "common/Token.sol";

/// Stakers of a market's shares receive more of them. Of what they earn a part goes to the treasury, and they get new BUNNY for it.
contract Farm {
    Pair public immutable market;
    SlowPrice public immutable feed;
    Token public immutable bunny;
    address public immutable treasury;
    uint256 public constant FEE = 0.3e18;
    uint256 public constant BUNNY_PER_BNB = 5;

    uint256 public totalStaked;
    uint256 public earnedPerShare;
    mapping(address => uint256) public stakedOf;
    mapping(address => uint256) public earnedOf;
    mapping(address => uint256) private seen;

    event Staked(address indexed who, uint256 shares);
    event Claimed(address indexed who, uint256 shares, uint256 bunnies);

    constructor(Pair market_, SlowPrice feed_, address treasury_, uint256 bunnies) {
        market = market_;
        feed = feed_;
        treasury = treasury_;
        bunny = new Token("Bunny", "BUNNY", 18);
        bunny.mint(msg.sender, bunnies);
    }

    function stake(uint256 shares) external {
        settle();
        stakedOf[msg.sender] += shares;
        totalStaked += shares;
        market.transferFrom(msg.sender, address(this), shares);
        emit Staked(msg.sender, shares);
    }

    function unstake(uint256 shares) external {
        settle();
        stakedOf[msg.sender] -= shares;
        totalStaked -= shares;
        market.transfer(msg.sender, shares);
    }

    /// Gives shares of the market to all who stake, in proportion.
    function distribute(uint256 shares) external {
        earnedPerShare += shares * 1e18 / totalStaked;
        market.transferFrom(msg.sender, address(this), shares);
    }

    /// Pays out what the caller has earned.
    function claim() external {
        settle();
        uint256 earned = earnedOf[msg.sender];
        earnedOf[msg.sender] = 0;
        uint256 fee = earned * FEE / 1e18;
        uint256 bunnies = worth(fee) * BUNNY_PER_BNB;
        market.transfer(treasury, fee);
        market.transfer(msg.sender, earned - fee);
        bunny.mint(msg.sender, bunnies);
        emit Claimed(msg.sender, earned, bunnies);
    }

    /// What some shares of the market are worth in BNB.
    function worth(uint256 shares) public view returns (uint256) {
        (uint256 dollars, uint256 bnbs) = market.getReserves();
        return 2 * root(bnbs * (dollars * feed.value() / 1e18)) * shares / market.totalSupply();
    }

    function settle() private {
        earnedOf[msg.sender] += stakedOf[msg.sender] * (earnedPerShare - seen[msg.sender]) / 1e18;
        seen[msg.sender] = earnedPerShare;
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
