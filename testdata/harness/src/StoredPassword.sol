// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A vault with a secret.
/// Flaw: private storage is not secret.
contract StoredPassword {
    bytes32 private secret;
    address private immutable keeper = msg.sender;
    bool public open;

    constructor(bytes32 secret_) {
        secret = secret_;
    }

    function unlock(bytes32 guess) external {
        require(guess == secret, "wrong");
        open = true;
    }
}
