// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// The home end of a bridge: locks tokens that are minted elsewhere, and releases them for what verifiers saw burned there.
contract Adapter {
    uint256 private constant REQUIRED = 2;
    uint256 private constant CAP = 5_000e18;

    Token public immutable token;
    address[3] public verifiers;
    uint256 public sent;
    mapping(uint256 => uint256) public releasedOn;
    mapping(bytes32 => uint256) public attestations;
    mapping(bytes32 => mapping(address => bool)) public attested;
    mapping(uint256 => bool) public delivered;

    event Sent(uint256 indexed nonce, address indexed from, bytes32 to, uint256 amount);
    event Attested(uint256 indexed nonce, address indexed verifier, address to, uint256 amount);
    event Delivered(uint256 indexed nonce, address indexed to, uint256 amount);

    constructor(Token token_, address[3] memory verifiers_) {
        token = token_;
        verifiers = verifiers_;
    }

    function verifier() external view returns (address) {
        return verifiers[0];
    }

    /// Locks tokens; the other end mints as many.
    function send(bytes32 to, uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        emit Sent(++sent, msg.sender, to, amount);
    }

    /// A verifier says that the other end has burned this amount, with this number, for this receiver.
    function attest(uint256 nonce, address to, uint256 amount) external {
        require(msg.sender == verifiers[0] || msg.sender == verifiers[1] || msg.sender == verifiers[2], "only a verifier");
        bytes32 packet = keccak256(abi.encode(nonce, to, amount));
        require(!attested[packet][msg.sender], "said before");
        attested[packet][msg.sender] = true;
        attestations[packet]++;
        emit Attested(nonce, msg.sender, to, amount);
    }

    /// Releases what has been attested, once.
    function deliver(uint256 nonce, address to, uint256 amount) external {
        require(attestations[keccak256(abi.encode(nonce, to, amount))] >= REQUIRED, "not attested");
        require(!delivered[nonce], "delivered");
        delivered[nonce] = true;
        releasedOn[block.timestamp / 1 days] += amount;
        require(releasedOn[block.timestamp / 1 days] <= CAP, "enough for today");
        token.transfer(to, amount);
        emit Delivered(nonce, to, amount);
    }
}
