// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Opens tickets and closes them again.
/// Flaw: a ticket can be closed twice.
contract ReturnedValue {
    mapping(bytes32 => bool) public isOpen;
    uint256 public opened;
    uint256 public closed;

    function open() external returns (bytes32 id) {
        opened += 1;
        id = keccak256(abi.encode(msg.sender, opened));
        isOpen[id] = true;
    }

    function close(bytes32 id) external {
        require(isOpen[id], "no such ticket");
        closed += 1;
    }
}
