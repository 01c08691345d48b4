// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";

contract BlockTest is Test {
    function testFields() public {
        vm.warp(1_234);
        vm.roll(56);
        vm.fee(7);
        vm.chainId(99);
        vm.prevrandao(bytes32(uint256(42)));
        vm.coinbase(address(0xC0));
        vm.txGasPrice(11);
        vm.blobBaseFee(13);
        vm.assertEq(block.timestamp, 1_234);
        vm.assertEq(block.number, 56);
        vm.assertEq(block.basefee, 7);
        vm.assertEq(block.chainid, 99);
        vm.assertEq(block.prevrandao, 42);
        vm.assertEq(block.coinbase, address(0xC0));
        vm.assertEq(tx.gasprice, 11);
        vm.assertEq(vm.getBlobBaseFee(), 13);
        vm.assertEq(vm.getBlockNumber(), 56);
        vm.assertEq(vm.getBlockTimestamp(), 1_234);
        vm.assertEq(vm.getChainId(), 99);
    }

    function testRandaoAsNumber() public {
        vm.prevrandao(uint256(5));
        vm.assertEq(block.prevrandao, 5);
    }

    function testBlobHashes() public {
        bytes32[] memory hashes = new bytes32[](2);
        hashes[0] = bytes32(uint256(1));
        hashes[1] = bytes32(uint256(2));
        vm.blobhashes(hashes);
        vm.assertEq(vm.getBlobhashes(), hashes);
        vm.assertEq(blobhash(1), bytes32(uint256(2)));
        vm.assertEq(blobhash(2), bytes32(0));
    }

    function testStartsFresh() public view {
        vm.assertEq(block.number, 1);
        vm.assertEq(block.timestamp, 1);
        vm.assertEq(block.chainid, 31337);
    }
}
