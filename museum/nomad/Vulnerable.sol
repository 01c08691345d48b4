// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A payment that was ordered on the other chain.
struct Message {
    uint256 nonce;
    Token token;
    address to;
    uint256 amount;
}

/// Holds what was sent to the other chain, and pays out what its replica hands over.
contract Bridge {
    address public immutable replica;

    event Sent(address indexed from, Token indexed token, address indexed to, uint256 amount);

    constructor() {
        replica = msg.sender;
    }

    function send(Token token, uint256 amount, address to) external {
        token.transferFrom(msg.sender, address(this), amount);
        emit Sent(msg.sender, token, to, amount);
    }

    function handle(Message calldata message) external {
        require(msg.sender == replica, "only the replica");
        message.token.transfer(message.to, message.amount);
    }
}

/// Follows the other chain: an updater posts the roots of its messages; after a while a root is trusted, and who proves that a message is
/// under it may have the message processed.
contract Replica {
    uint256 public constant DELAY_SECS = 30 minutes;
    address public immutable updater;
    Bridge public immutable bridge;
    mapping(bytes32 => uint256) public confirmAt; // by root; zero if it was never posted
    mapping(bytes32 => bytes32) public messages; // the root that a message was proven under
    mapping(bytes32 => bool) public processed;

    /// Starts from a root that the predecessor trusted already.
    constructor(address updater_, bytes32 committed) {
        updater = updater_;
        bridge = new Bridge();
        confirmAt[committed] = 1;
    }

    function update(bytes32 root) external {
        require(msg.sender == updater, "only the updater");
        require(confirmAt[root] == 0, "posted already");
        confirmAt[root] = block.timestamp + DELAY_SECS;
    }

    /// Notes under which root the message is, in a tree whose nodes hash their two children.
    function prove(Message calldata message, bytes32[] calldata proof, uint256 index) external {
        bytes32 leaf = keccak256(abi.encode(message));
        bytes32 root = leaf;
        for (uint256 i; i < proof.length; i++) {
            bool right = (index >> i) & 1 == 1;
            root = right ? keccak256(abi.encode(proof[i], root)) : keccak256(abi.encode(root, proof[i]));
        }
        require(acceptableRoot(root), "not trusted");
        messages[leaf] = root;
    }

    /// Pays out what a proven message orders.
    function process(Message calldata message) external {
        bytes32 leaf = keccak256(abi.encode(message));
        require(!processed[leaf], "processed already");
        require(acceptableRoot(messages[leaf]), "not proven");
        processed[leaf] = true;
        bridge.handle(message);
    }

    function acceptableRoot(bytes32 root) public view returns (bool) {
        uint256 time = confirmAt[root];
        return time != 0 && block.timestamp >= time;
    }
}
