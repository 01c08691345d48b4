// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Values that editors write, with roles that can be passed on.
contract Registry {
    bytes32 public constant EDITOR_ROLE = keccak256("EDITOR_ROLE");
    bytes32 public constant READER_ROLE = keccak256("READER_ROLE");

    mapping(bytes32 => mapping(address => bool)) private members;
    mapping(uint256 => uint256) public valueOf;

    constructor(address editor) {
        members[EDITOR_ROLE][editor] = true;
        members[READER_ROLE][editor] = true;
    }

    function hasRole(bytes32 role, address who) external view returns (bool) {
        return members[role][who];
    }

    /// Anybody may read.
    function join() external {
        members[READER_ROLE][msg.sender] = true;
    }

    function passOn(bytes32 role, address to) external {
        require(members[role][msg.sender], "not yours");
        members[role][msg.sender] = false;
        members[role][to] = true;
    }

    function write(uint256 key, uint256 value) external {
        require(members[EDITOR_ROLE][msg.sender], "no editor");
        valueOf[key] = value;
    }
}
