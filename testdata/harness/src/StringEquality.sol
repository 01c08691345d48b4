// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A name can be renamed only by who knows the old one.
/// Flaw: everybody knows the old one, it is public.
contract StringEquality {
    string public name;
    address private immutable keeper = msg.sender;
    uint256 public renamed;

    constructor(string memory first) {
        name = first;
    }

    function rename(string calldata old, string calldata next) external {
        require(keccak256(bytes(old)) == keccak256(bytes(name)), "wrong name");
        name = next;
        renamed += 1;
    }
}
