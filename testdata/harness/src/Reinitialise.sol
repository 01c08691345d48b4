// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Deployed first, set up later.
/// Flaw: `started` is checked but never set.
contract Reinitialise {
    address public owner;
    uint256 public feeBps;
    bool private started;

    function initialise(address owner_, uint256 feeBps_) external {
        require(!started, "already started");
        require(feeBps_ <= 10_000, "fee too high");
        owner = owner_;
        feeBps = feeBps_;
    }
}
