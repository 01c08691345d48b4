// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test, Vm} from "../lib/Vm.sol";
import {Target, Delegate} from "../src/Target.sol";

contract RecordTest is Test {
    Target private target;

    function setUp() public {
        target = new Target(1);
    }

    function testAccesses() public {
        vm.record();
        target.number();
        (bytes32[] memory reads, bytes32[] memory writes) = vm.accesses(address(target));
        vm.assertEq(reads.length, 1);
        vm.assertEq(reads[0], bytes32(0));
        vm.assertEq(writes.length, 0);
        target.credit(address(0xA), 5);
        (reads, writes) = vm.accesses(address(target));
        vm.assertEq(writes.length, 1);
        vm.assertEq(writes[0], keccak256(abi.encode(address(0xA), uint256(1))));
        vm.assertEq(reads.length, 3);
        vm.stopRecord();
        target.number();
        (reads,) = vm.accesses(address(target));
        vm.assertEq(reads.length, 3);
    }

    function testLogs() public {
        vm.recordLogs();
        target.move(address(0xA), 5);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 2);
        vm.assertEq(logs[0].topics.length, 1);
        vm.assertEq(logs[0].topics[0], keccak256("Other(uint256)"));
        vm.assertEq(logs[0].data, abi.encode(uint256(5)));
        vm.assertEq(logs[1].emitter, address(target));
        vm.assertEq(logs[1].topics[2], bytes32(uint256(0xA)));
        vm.assertEq(vm.getRecordedLogs().length, 0);
    }

    function testStateDiff() public {
        vm.startStateDiffRecording();
        target.set(9);
        Delegate made = target.make();
        Vm.AccountAccess[] memory all = vm.stopAndReturnStateDiff();
        vm.assertEq(all.length, 3);
        vm.assertEq(uint256(all[0].kind), uint256(Vm.AccountAccessKind.Call));
        vm.assertEq(all[0].account, address(target));
        vm.assertEq(all[0].accessor, address(this));
        vm.assertTrue(all[0].initialized, "initialized");
        vm.assertEq(all[0].data, abi.encodeCall(Target.set, (9)));
        vm.assertTrue(all[0].storageAccesses[0].isWrite, "isWrite");
        vm.assertEq(all[0].storageAccesses[0].previousValue, bytes32(uint256(1)));
        vm.assertEq(all[0].storageAccesses[0].newValue, bytes32(uint256(9)));
        vm.assertEq(uint256(all[2].kind), uint256(Vm.AccountAccessKind.Create));
        vm.assertEq(all[2].account, address(made));
        vm.assertEq(all[2].accessor, address(target));
        vm.assertEq(all[2].deployedCode, address(made).code);
        vm.assertTrue(all[2].initialized, "created");
    }

    function testRevertedDiff() public {
        vm.startStateDiffRecording();
        try target.refuse(1) {} catch {}
        Vm.AccountAccess[] memory all = vm.stopAndReturnStateDiff();
        // forge also lists that the code size was read.
        vm.assertGe(all.length, 1);
        Vm.AccountAccess memory last = all[all.length - 1];
        vm.assertEq(last.account, address(target));
        vm.assertEq(uint256(last.kind), uint256(Vm.AccountAccessKind.StaticCall));
        vm.assertTrue(last.reverted);
    }
}
