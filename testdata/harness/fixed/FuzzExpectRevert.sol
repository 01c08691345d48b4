// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Withdrawals within a limit.
contract FuzzExpectRevert {
    error TooMuch(uint256 amount);

    function withdraw(uint256 amount) external pure returns (uint256) {
        if (amount > 1_000_000_007) revert TooMuch(amount);
        return amount;
    }
}
