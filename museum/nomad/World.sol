// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";
import {Bridge, Message, Replica} from "./Vulnerable.sol";

/// One end of a bridge after its upgrade. Two users have ordered money back; one of them has it already.
contract World {
    Token public usdc;
    Token public weth;
    Replica public replica;
    Bridge public bridge;

    function setUp() public {
        usdc = new Token("USD Coin", "USDC", 6);
        weth = new Token("Wrapped Ether", "WETH", 18);
        address updater = address(0x0DDA7E);
        // A replica without a past starts from the empty root.
        replica = new Replica(updater, bytes32(0));
        bridge = replica.bridge();
        send(address(0xA11CE), usdc, 87_000_000e6);
        send(address(0xB0B), weth, 22_800 ether);

        Message memory first = Message(1, usdc, address(0xA11CE), 100_000e6);
        Message memory second = Message(2, weth, address(0xB0B), 100 ether);
        bytes32 one = keccak256(abi.encode(first));
        bytes32 two = keccak256(abi.encode(second));
        vm.prank(updater);
        replica.update(keccak256(abi.encode(one, two)));
        vm.warp(block.timestamp + replica.DELAY_SECS());
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = two;
        replica.prove(first, proof, 0);
        proof[0] = one;
        replica.prove(second, proof, 1);
        replica.process(first);
    }

    function send(address who, Token token, uint256 amount) private {
        token.mint(who, amount);
        vm.startPrank(who);
        token.approve(address(bridge), amount);
        bridge.send(token, amount, who);
        vm.stopPrank();
    }
}
