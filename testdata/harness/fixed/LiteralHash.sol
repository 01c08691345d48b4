// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A door with a spoken password.
contract LiteralHash {
    string public constant WORD = "open sesame, please";
    address private immutable keeper = msg.sender;
    bool public open;

    function speak(string calldata word) external {
        require(msg.sender == keeper, "not the keeper");
        require(keccak256(bytes(word)) == keccak256(bytes(WORD)), "wrong word");
        open = true;
    }
}
