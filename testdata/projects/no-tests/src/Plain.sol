// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A project without a single test or property.
contract Plain {
    uint256 public value;

    function set(uint256 value_) external {
        value = value_;
    }
}
