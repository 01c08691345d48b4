// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Exchanges coins at 3 to 2, rounding down.
contract EchidnaBudget {
    uint256 internal coins = 100;
    uint256 internal notes;

    function toNotes(uint8 amount) external {
        coins -= amount;
        notes += uint256(amount) * 2 / 3;
    }

    function toCoins(uint8 amount) external {
        notes -= amount;
        coins += uint256(amount) * 3 / 2;
    }

    function gain() public view returns (int256) {
        int256 total = int256(coins) - 100;
        return total > 10 ? int256(10) : total;
    }
}
