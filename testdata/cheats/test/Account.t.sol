// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";
import {Target} from "../src/Target.sol";

contract AccountTest is Test {
    Target private target;

    function setUp() public {
        target = new Target(1);
    }

    function testDeal() public {
        vm.deal(address(0xA), 3 ether);
        vm.assertEq(address(0xA).balance, 3 ether);
        vm.deal(address(0xA), 0);
        vm.assertEq(address(0xA).balance, 0);
    }

    function testEtch() public {
        vm.etch(address(0xBEEF), address(target).code);
        Target(payable(address(0xBEEF))).set(4);
        vm.assertEq(Target(payable(address(0xBEEF))).number(), 4);
        vm.assertEq(target.number(), 1);
    }

    function testStoreAndLoad() public {
        vm.store(address(target), bytes32(0), bytes32(uint256(77)));
        vm.assertEq(target.number(), 77);
        vm.assertEq(vm.load(address(target), bytes32(0)), bytes32(uint256(77)));
        vm.store(address(0xAAAA), bytes32(uint256(1)), bytes32(uint256(2)));
        vm.assertEq(vm.load(address(0xAAAA), bytes32(uint256(1))), bytes32(uint256(2)));
    }

    function testNonces() public {
        vm.setNonce(address(0xA), 10);
        vm.assertEq(vm.getNonce(address(0xA)), 10);
        vm._expectCheatcodeRevert();
        vm.setNonce(address(0xA), 9);
        vm.setNonceUnsafe(address(0xA), 3);
        vm.assertEq(vm.getNonce(address(0xA)), 3);
        vm.resetNonce(address(0xA));
        vm.assertEq(vm.getNonce(address(0xA)), 0);
        vm.setNonce(address(target), 5);
        vm.resetNonce(address(target));
        vm.assertEq(vm.getNonce(address(target)), 1);
    }

    function testLabels() public {
        vm.label(address(0xA), "alice");
        vm.assertEq(vm.getLabel(address(0xA)), "alice");
        vm.assertEq(vm.getLabel(address(0xB)), "unlabeled:0x000000000000000000000000000000000000000b");
    }

    function testAddresses() public {
        uint64 nonce = vm.getNonce(address(this));
        address expected = vm.computeCreateAddress(address(this), nonce);
        vm.assertEq(address(new Target(2)), expected);
        bytes32 hash = keccak256(abi.encodePacked(type(Target).creationCode, abi.encode(3)));
        expected = vm.computeCreate2Address(bytes32(uint256(9)), hash, address(this));
        vm.assertEq(address(new Target{salt: bytes32(uint256(9))}(3)), expected);
    }

    function testCopies() public {
        vm.store(address(target), bytes32(uint256(5)), bytes32(uint256(6)));
        vm.etch(address(0xC1), address(target).code);
        vm.copyStorage(address(target), address(0xC1));
        vm.assertEq(vm.load(address(0xC1), bytes32(uint256(5))), bytes32(uint256(6)));
        // forge copies only the slots that this transaction has touched.
        vm.assertEq(target.number(), 1);
        vm.deal(address(target), 1 ether);
        vm.cloneAccount(address(target), address(0xC2));
        vm.assertEq(Target(payable(address(0xC2))).number(), 1);
        vm.assertEq(address(0xC2).balance, 1 ether);
    }

    function testTheFailedSlotIsPlainStorage() public {
        bytes32 slot = bytes32("failed");
        vm.store(address(vm), bytes32("other"), bytes32(uint256(1)));
        vm.assertEq(vm.load(address(vm), bytes32("other")), bytes32(uint256(1)));
        vm.assertEq(vm.load(address(vm), slot), bytes32(0));
    }
}
