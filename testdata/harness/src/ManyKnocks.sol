// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Counts knocks. A knock with another rhythm starts again.
/// Flaw: patience opens the door.
contract ManyKnocks {
    uint256 public knocks;
    bool public open;

    function knock() external {
        knocks += 1;
        if (knocks == 37) open = true;
    }

    function listen(uint256 rhythm) external {
        if (rhythm % 2 == 1) knocks = 0;
    }
}
