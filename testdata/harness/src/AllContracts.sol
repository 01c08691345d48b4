// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A box with a lid.
/// Flaw: a lifted lid can be lifted again.
contract AllContracts {
    uint256 public lifted;

    function lift(uint256 strength) external {
        require(strength > 500 && strength < 1000, "too weak or too strong");
        lifted += 1;
    }
}
