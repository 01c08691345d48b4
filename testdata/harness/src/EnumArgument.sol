// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Four things to do with a stake.
/// Flaw: slashing twice goes below zero debt and frees the stake.
contract EnumArgument {
    enum Action {
        Stake,
        Unstake,
        Slash,
        Forgive
    }

    int256 public staked;
    int256 public debt;

    function act(Action action, uint8 amount) external {
        int256 n = int256(uint256(amount));
        if (action == Action.Stake) staked += n;
        else if (action == Action.Unstake && debt <= 0 && staked >= n) staked -= n;
        else if (action == Action.Slash && staked > 100) debt += n;
        else if (action == Action.Forgive && debt > 0) debt -= n;
    }
}
