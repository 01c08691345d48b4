// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A door with a password.
contract MagicWord {
    address private immutable keeper = msg.sender;
    bool public open;

    function unlock(bytes32 word) external {
        require(msg.sender == keeper, "not the keeper");
        require(word == 0x6f1ed002ab5595859014ebf0951522d9a5f6d3b7c8d1e2f3a4b5c6d7e8f90123, "wrong word");
        open = true;
    }
}
