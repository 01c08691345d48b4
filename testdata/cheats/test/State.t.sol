// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";
import {Target} from "../src/Target.sol";

contract StateTest is Test {
    Target private target;
    uint256 private fromSetUp;

    function setUp() public {
        target = new Target(1);
        fromSetUp = vm.snapshotState();
        target.set(100);
    }

    function testBackAndForth() public {
        target.set(1);
        vm.deal(address(0xA), 1 ether);
        vm.warp(10);
        uint256 id = vm.snapshotState();
        target.set(2);
        vm.deal(address(0xA), 2 ether);
        vm.warp(20);
        Target made = new Target(3);
        vm.assertTrue(vm.revertToState(id));
        vm.assertEq(target.number(), 1);
        vm.assertEq(address(0xA).balance, 1 ether);
        vm.assertEq(block.timestamp, 10);
        vm.assertEq(address(made).code.length, 0);
        target.set(5);
        vm.assertTrue(vm.revertToStateAndDelete(id));
        vm.assertEq(target.number(), 1);
        vm.assertFalse(vm.revertToState(id));
    }

    function testFromSetUp() public {
        uint256 id = fromSetUp;
        vm.assertEq(target.number(), 100);
        vm.assertTrue(vm.revertToState(id));
        vm.assertEq(target.number(), 1);
    }

    function testDelete() public {
        uint256 one = vm.snapshotState();
        uint256 two = vm.snapshotState();
        vm.assertTrue(one != two);
        vm.assertTrue(vm.deleteStateSnapshot(one));
        vm.assertFalse(vm.deleteStateSnapshot(one));
        vm.deleteStateSnapshots();
        vm.assertFalse(vm.revertToState(two));
    }

    function testBackTwice() public {
        target.set(7);
        uint256 id = vm.snapshotState();
        target.set(8);
        vm.assertTrue(vm.revertToState(id));
        vm.assertEq(target.number(), 7);
    }
}
