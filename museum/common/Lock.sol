// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// One lock over every function of a contract that carries it.
abstract contract Lock {
    bool private locked;

    modifier lock() {
        require(!locked, "locked");
        locked = true;
        _;
        locked = false;
    }
}
