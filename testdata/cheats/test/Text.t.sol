// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";

contract TextTest is Test {
    function testToString() public pure {
        vm.assertEq(vm.toString(address(0xA)), "0x000000000000000000000000000000000000000A");
        vm.assertEq(vm.toString(bytes(hex"0102")), "0x0102");
        vm.assertEq(
            vm.toString(bytes32(uint256(1))), "0x0000000000000000000000000000000000000000000000000000000000000001"
        );
        vm.assertEq(vm.toString(true), "true");
        vm.assertEq(vm.toString(uint256(12)), "12");
        vm.assertEq(vm.toString(int256(-12)), "-12");
    }

    function testParse() public pure {
        vm.assertEq(vm.parseBytes("0x0102"), hex"0102");
        vm.assertEq(vm.parseAddress("0x000000000000000000000000000000000000000A"), address(0xA));
        vm.assertEq(vm.parseUint("12"), 12);
        vm.assertEq(vm.parseUint("0x10"), 16);
        vm.assertEq(vm.parseInt("-12"), -12);
        vm.assertEq(vm.parseBool("true"), true);
        vm.assertEq(
            vm.parseBytes32("0x0000000000000000000000000000000000000000000000000000000000000001"), bytes32(uint256(1))
        );
    }

    function testEdit() public pure {
        vm.assertEq(vm.toLowercase("HeLLo"), "hello");
        vm.assertEq(vm.toUppercase("HeLLo"), "HELLO");
        vm.assertEq(vm.trim("  a b  "), "a b");
        vm.assertEq(vm.replace("a-b-c", "-", "+"), "a+b+c");
        string[] memory parts = vm.split("a,b,c", ",");
        vm.assertEq(parts.length, 3);
        vm.assertEq(parts[2], "c");
        vm.assertEq(vm.indexOf("hello", "ll"), 2);
        vm.assertEq(vm.indexOf("hello", "x"), type(uint256).max);
        vm.assertTrue(vm.contains("hello", "ell"));
    }

    function testCodings() public pure {
        vm.assertEq(vm.toBase64(string("hello")), "aGVsbG8=");
        vm.assertEq(vm.toBase64(bytes(hex"fbff")), "+/8=");
        vm.assertEq(vm.toBase64URL(bytes(hex"fbff")), "-_8=");
        bytes[] memory items = new bytes[](3);
        items[0] = hex"01";
        items[1] = "dog";
        items[2] = new bytes(60);
        vm.assertEq(vm.fromRlp(vm.toRlp(items)), items);
        vm.assertEq(vm.toRlp(new bytes[](0)), hex"c0");
    }

    function testBadInput() public {
        vm._expectCheatcodeRevert();
        vm.parseUint("twelve");
        vm._expectCheatcodeRevert();
        vm.parseBool("maybe");
    }
}
