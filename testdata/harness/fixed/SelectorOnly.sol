// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Needs twenty turns.
contract SelectorOnly {
    uint256 public turns;

    function turn() external {
        if (turns < 19) turns += 1;
    }

    function reset0() external {
        turns = 0;
    }

    function reset1(uint256) external {
        turns = 0;
    }

    function reset2(address) external {
        turns = 0;
    }
}
