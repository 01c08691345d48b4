// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Moves tokens for holders who sign instead of sending transactions themselves. What was moved once is remembered.
contract Courier {
    Token public immutable token;
    mapping(bytes32 => bool) public done;

    struct Order {
        address from;
        address to;
        uint256 amount;
    }

    constructor(Token token_) {
        token = token_;
    }

    function digest(Order memory order) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), order));
    }

    function carry(Order calldata order, bytes calldata signature) external {
        bytes32 id = keccak256(signature);
        require(!done[id], "moved already");
        done[id] = true;
        require(signer(digest(order), signature) == order.from, "not signed");
        token.transferFrom(order.from, order.to, order.amount);
    }

    function signer(bytes32 what, bytes calldata signature) private pure returns (address who) {
        require(signature.length == 65, "not a signature");
        who = ecrecover(what, uint8(signature[64]), bytes32(signature[:32]), bytes32(signature[32:64]));
        require(who != address(0), "not a signature");
    }
}
