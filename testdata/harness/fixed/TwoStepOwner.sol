// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Ownership moves in two steps.
contract TwoStepOwner {
    address public owner = msg.sender;
    address public pendingOwner;

    function proposeOwner(address next) external {
        require(msg.sender == owner, "not owner");
        pendingOwner = next;
    }

    function acceptOwner() external {
        require(msg.sender == pendingOwner, "not pending");
        owner = pendingOwner;
        pendingOwner = address(0);
    }
}
