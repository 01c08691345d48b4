// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Packs a string into a word and unpacks it.
contract FuzzRoundTrip {
    function pack(string calldata text) external pure returns (bytes32) {
        require(bytes(text).length <= 31, "too long");
        return bytes32(bytes(text)) | bytes32(bytes(text).length);
    }

    function unpack(bytes32 word) external pure returns (string memory) {
        uint256 length = uint8(uint256(word));
        bytes memory text = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            text[i] = word[i];
        }
        return string(text);
    }
}
