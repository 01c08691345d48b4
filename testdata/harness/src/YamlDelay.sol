// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A bond that matures.
/// Flaw: after a century nobody remembers it.
contract YamlDelay {
    uint256 private last = block.timestamp;
    bool internal forgotten;

    function remember() external {
        if (block.timestamp > last + 36_500 days) forgotten = true;
        last = block.timestamp;
    }
}
