// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Shares of a pot.
contract FailOnRevert {
    uint256 public pot = 100;
    uint256 public shares = 100;

    function join(uint256 amount) external {
        shares += pot == 0 ? amount : amount * shares / pot;
        pot += amount;
    }

    function leave(uint256 amount) external {
        uint256 paid = pot * amount / shares;
        shares -= amount;
        pot -= paid;
    }
}
