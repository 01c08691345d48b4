// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Token} from "common/Token.sol";

/// Pays out a list of which only the Merkle root is known here, each entry once.
contract Airdrop {
    Token public immutable token;
    bytes32 public immutable root;
    mapping(address => bool) public claimed;

    event Claimed(address indexed account, uint256 amount);

    constructor(Token token_, bytes32 root_) {
        token = token_;
        root = root_;
    }

    /// Anyone may send an account what it is due.
    function claim(address account, uint256 amount, bytes32[] calldata proof) external {
        require(!claimed[account], "claimed");
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(account, amount))));
        require(MerkleProof.verifyCalldata(proof, root, leaf), "not on the list");
        claimed[account] = true;
        token.transfer(account, amount);
        emit Claimed(account, amount);
    }
}

/// Four accounts on the list, one of which has claimed.
contract World {
    Token public token;
    Airdrop public airdrop;

    function setUp() public {
        token = new Token("Drop", "DROP", 18);
        bytes32 a = leaf(address(0xA11CE), 100_000e18);
        bytes32 b = leaf(address(0xB0B), 50_000e18);
        bytes32 c = leaf(address(0xCA401), 25_000e18);
        bytes32 d = leaf(address(0xD0E), 1_000e18);
        airdrop = new Airdrop(token, node(node(a, b), node(c, d)));
        token.mint(address(airdrop), 176_000e18);
        bytes32[] memory proof = new bytes32[](2);
        (proof[0], proof[1]) = (b, node(c, d));
        airdrop.claim(address(0xA11CE), 100_000e18, proof);
    }

    function leaf(address account, uint256 amount) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(account, amount))));
    }

    function node(bytes32 x, bytes32 y) private pure returns (bytes32) {
        return x < y ? keccak256(abi.encode(x, y)) : keccak256(abi.encode(y, x));
    }
}
