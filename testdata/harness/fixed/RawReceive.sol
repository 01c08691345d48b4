// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Ether is counted in `receive`, messages in `fallback`.
contract RawReceive {
    uint256 internal received;
    uint256 internal messages;
    bool internal broken;

    receive() external payable {
        received += 1;
    }

    fallback() external {
        if (received > 0) messages += 1;
    }
}
