// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";

/// Keeps the shares of a market locked until a time that each locker chose; all of them may be moved to a new market together.
contract Locker {
    struct Deposit {
        address owner;
        uint256 amount;
        uint256 until;
    }

    Pair public pair;
    bool public migrated;
    uint256 public total;
    Deposit[] public deposits;

    constructor(Pair pair_) {
        pair = pair_;
    }

    function lockShares(uint256 amount, uint256 until) external returns (uint256 id) {
        require(!migrated, "migrated");
        require(amount > 0 && until > block.timestamp, "nothing to lock");
        id = deposits.length;
        deposits.push(Deposit(msg.sender, amount, until));
        total += amount;
        pair.transferFrom(msg.sender, address(this), amount);
    }

    /// Gives back the caller's part of the shares, of the new market if they were moved.
    function unlockShares(uint256 id) external {
        Deposit memory deposit = deposits[id];
        require(deposit.owner == msg.sender, "only the owner");
        require(block.timestamp >= deposit.until, "too early");
        uint256 shares = pair.balanceOf(address(this)) * deposit.amount / total;
        delete deposits[id];
        total -= deposit.amount;
        pair.transfer(msg.sender, shares);
    }

    /// Moves all that is locked to a new market that opens at the price `price0` to `price1`: so much of one token is worth so much
    /// of the other. Everybody with a deposit may ask for it; what the price leaves over goes to who asked.
    function migrate(uint256 id, uint256 price0, uint256 price1) external {
        require(deposits[id].owner == msg.sender && !migrated, "only an owner, once");
        migrated = true;
        Pair old = pair;
        old.transfer(address(old), old.balanceOf(address(this)));
        (uint256 amount0, uint256 amount1) = old.burn(address(this));
        (uint256 used0, uint256 used1) = (amount1 * price0 / price1, amount1);
        if (used0 > amount0) (used0, used1) = (amount0, amount0 * price1 / price0);

        (Token token0, Token token1) = (old.token0(), old.token1());
        pair = new Pair(token0, token1);
        token0.transfer(address(pair), used0);
        token1.transfer(address(pair), used1);
        pair.mint(address(this));
        token0.transfer(msg.sender, amount0 - used0);
        token1.transfer(msg.sender, amount1 - used1);
    }
}
