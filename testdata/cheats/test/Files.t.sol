// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test, Vm} from "../lib/Vm.sol";

contract FilesTest is Test {
    function testRead() public {
        vm.assertEq(vm.readLine("fixtures/lines.txt"), "first line");
        vm.assertEq(vm.readLine("fixtures/lines.txt"), "second line");
        vm.closeFile("fixtures/lines.txt");
        vm.assertEq(vm.readFile("fixtures/lines.txt"), "first line\nsecond line\n");
        vm.assertTrue(vm.exists("fixtures/lines.txt"));
        vm.assertTrue(vm.isFile("fixtures/lines.txt"));
        vm.assertTrue(vm.isDir("fixtures"));
        vm.assertFalse(vm.exists("fixtures/nothing"));
        Vm.DirEntry[] memory entries = vm.readDir("fixtures");
        vm.assertEq(entries.length, 3);
        vm.assertFalse(entries[0].isDir);
    }

    function testWrite() public {
        vm.createDir("tmp", true);
        vm.writeFile("tmp/one.txt", "hello");
        vm.assertEq(vm.readFile("tmp/one.txt"), "hello");
        vm.writeLine("tmp/one.txt", " world");
        vm.assertEq(vm.readFile("tmp/one.txt"), "hello world\n");
        vm.writeJson('{"a": {"b": 1}}', "tmp/one.json");
        vm.writeJson("2", "tmp/one.json", ".a.b");
        vm.assertEq(vm.parseJsonUint(vm.readFile("tmp/one.json"), ".a.b"), 2);
        vm.copyFile("tmp/one.txt", "tmp/two.txt");
        vm.assertEq(vm.readFile("tmp/two.txt"), "hello world\n");
        vm.removeFile("tmp/one.txt");
        vm.removeFile("tmp/two.txt");
        vm.removeFile("tmp/one.json");
        vm.assertFalse(vm.exists("tmp/one.txt"));
    }
}
