// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";

/// Gives every account ten tokens a day.
contract Faucet {
    uint256 public constant AMOUNT = 10e18;

    Token public immutable token;
    mapping(address => uint256) public givenAt;

    event Given(address indexed to);

    constructor(Token token_) {
        token = token_;
    }

    function drip() external {
        require(block.timestamp >= givenAt[msg.sender] + 1 days, "not yet");
        givenAt[msg.sender] = block.timestamp;
        token.transfer(msg.sender, AMOUNT);
        emit Given(msg.sender);
    }
}

/// A faucet that one account has used.
contract World {
    Token public token;
    Faucet public faucet;

    function setUp() public {
        vm.warp(block.timestamp + 1000 days);
        token = new Token("Test Token", "TEST", 18);
        faucet = new Faucet(token);
        token.mint(address(faucet), 1_000_000e18);
        token.mint(address(0xB0B), 500e18);
        vm.prank(address(0xA11CE));
        faucet.drip();
    }
}
