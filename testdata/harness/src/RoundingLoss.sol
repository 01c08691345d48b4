// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Splits every deposit into three equal parts.
/// Flaw: the remainder of the division belongs to nobody.
contract RoundingLoss {
    uint256 public deposited;
    uint256[3] public parts;

    function deposit(uint64 amount) external {
        deposited += amount;
        parts[0] += amount / 3;
        parts[1] += amount / 3;
        parts[2] += amount / 3;
    }
}
