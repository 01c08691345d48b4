// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Messages begin with a four-byte tag.
/// Flaw: the tag is the only check.
contract BytesPrefix {
    address private immutable keeper = msg.sender;
    uint256 public executed;

    function execute(bytes calldata message) external {
        require(message.length >= 36, "too short");
        require(bytes4(message[:4]) == 0xc0ffee42, "wrong tag");
        require(uint256(bytes32(message[4:36])) > 1e18, "too small");
        executed += 1;
    }
}
