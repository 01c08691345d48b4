// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A long way that any detour ends.
/// Flaw: the end of the way exists.
contract YamlFilter {
    uint256 internal way;

    function forth() external {
        way += 1;
    }

    function back() external {
        way = 0;
    }

    function aside(uint256) external {
        way = 0;
    }

    function rest(address) external {
        way = 0;
    }
}
