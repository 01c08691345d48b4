// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Stakes are locked until the round closes.
/// Flaw: closing twice forgets a stake.
contract AfterInvariant {
    uint256 public staked;
    uint256 public freed;
    uint256 public rounds;

    function stake(uint64 amount) external {
        staked += amount;
    }

    function close() external {
        rounds += 1;
        if (rounds % 5 != 0) freed += staked;
        staked = 0;
    }
}
