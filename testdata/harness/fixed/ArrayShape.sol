// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Takes a route of stops.
contract ArrayShape {
    uint256 public paid;
    uint256 public trips;

    function travel(uint256[] calldata stops) external {
        require(stops.length >= 2, "too short");
        trips += 1;
        paid += 1;
    }
}
