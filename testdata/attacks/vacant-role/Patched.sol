// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// What many funds delegate to. It sets the fee of all of them.
contract Registry {
    address public owner;
    uint256 public fee;

    constructor() {
        owner = msg.sender;
    }

    function initialize(address owner_) external {
        require(owner == address(0), "initialised already");
        owner = owner_;
    }

    function setFee(uint256 fee_) external {
        require(msg.sender == owner, "only the owner");
        fee = fee_;
    }
}
