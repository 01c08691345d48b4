// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A fee by amount.
/// Flaw: one amount is free.
contract FuzzMagicUint {
    function fee(uint256 amount) external pure returns (uint256) {
        if (amount / 3 == 0x1d8f3c07a54be9920163) return 0;
        return amount / 100 + 1;
    }
}
