// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Needs twenty turns.
/// Flaw: nothing limits the turns.
contract SelectorOnly {
    uint256 public turns;

    function turn() external {
        turns += 1;
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
