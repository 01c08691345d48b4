// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test, Vm} from "../lib/Vm.sol";

contract KeysTest is Test {
    function testAddr() public pure {
        vm.assertEq(vm.addr(1), 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf);
    }

    function testSign() public pure {
        bytes32 digest = keccak256("message");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(7, digest);
        vm.assertEq(ecrecover(digest, v, r, s), vm.addr(7));
        (bytes32 r2, bytes32 vs) = vm.signCompact(7, digest);
        vm.assertEq(r2, r);
        vm.assertEq(uint256(vs), uint256(s) | (uint256(v - 27) << 255));
    }

    function testWallets() public {
        Vm.Wallet memory wallet = vm.createWallet("alice");
        vm.assertEq(wallet.privateKey, uint256(keccak256("alice")));
        vm.assertEq(wallet.addr, vm.addr(wallet.privateKey));
        vm.assertEq(vm.getLabel(wallet.addr), "alice");
        vm.assertEq(
            address(uint160(uint256(keccak256(abi.encode(wallet.publicKeyX, wallet.publicKeyY))))), wallet.addr
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(wallet, bytes32(uint256(5)));
        vm.assertEq(ecrecover(bytes32(uint256(5)), v, r, s), wallet.addr);
        vm.assertEq(vm.getNonce(wallet), 0);
        vm.assertEq(vm.createWallet(3).addr, vm.addr(3));
        vm.assertEq(vm.getLabel(vm.createWallet(4, "bob").addr), "bob");
    }

    function testRemember() public {
        address who = vm.rememberKey(9);
        vm.assertEq(who, vm.addr(9));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(who, bytes32(uint256(5)));
        vm.assertEq(ecrecover(bytes32(uint256(5)), v, r, s), who);
    }

    function testDerive() public pure {
        string memory phrase = "test test test test test test test test test test test junk";
        vm.assertEq(
            vm.deriveKey(phrase, 0), 0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80
        );
        vm.assertEq(vm.addr(vm.deriveKey(phrase, 1)), 0x70997970C51812dc3A010C7d01b50e0d17dc79C8);
        vm.assertEq(vm.deriveKey(phrase, "m/44'/60'/0'/0/", 1), vm.deriveKey(phrase, 1));
    }

    function testNamehash() public pure {
        vm.assertEq(vm.ensNamehash("eth"), 0x93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae);
    }
}
