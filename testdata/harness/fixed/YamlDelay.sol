// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A bond that matures.
contract YamlDelay {
    uint256 private last = block.timestamp;
    bool internal forgotten;

    function remember() external {
        last = block.timestamp;
    }
}
