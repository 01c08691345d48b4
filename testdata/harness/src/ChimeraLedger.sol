// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Deposits with a withdrawal fee that stays inside.
/// Flaw: withdrawing zero pays the fee out.
contract ChimeraLedger {
    uint256 public pot;
    uint256 public credits;

    function deposit(uint256 amount) external {
        require(amount <= 1e24, "too much");
        pot += amount;
        credits += amount;
    }

    function withdraw(uint256 amount) external {
        require(amount <= credits, "not enough");
        uint256 fee = amount == 0 ? pot / 100 : 0;
        credits -= amount;
        pot -= amount + fee;
    }
}
