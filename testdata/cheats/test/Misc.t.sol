// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test, Vm} from "../lib/Vm.sol";
import {Target} from "../src/Target.sol";

contract MiscTest is Test {
    function testAccepted() public {
        vm.pauseGasMetering();
        vm.resumeGasMetering();
        vm.breakpoint("a");
        vm.allowCheatcodes(address(0xA));
        vm.makePersistent(address(0xA));
        vm.assertTrue(vm.isPersistent(address(0xA)));
        vm.assume(true);
        vm.skip(false);
    }

    function testVersion() public view {
        vm.assertTrue(vm.foundryVersionAtLeast("1.0.0"));
        vm.assertFalse(vm.foundryVersionAtLeast("99.0.0"));
        vm.assertGt(vm.foundryVersionCmp("0.1.0"), 0);
        vm.assertTrue(vm.isContext(Vm.ForgeContext.Test));
        vm.assertFalse(vm.isContext(Vm.ForgeContext.ScriptGroup));
        vm.assertGt(bytes(vm.getFoundryVersion()).length, 0);
    }

    function testAssumeNoRevert() public {
        Target target = new Target(1);
        vm.assumeNoRevert();
        target.set(5);
        vm.assertEq(target.number(), 5);
    }

    function testConsole() public view {
        address console = 0x000000000000000000636F6e736F6c652e6c6f67;
        (bool success,) = console.staticcall(abi.encodeWithSignature("log(string,uint256)", "value: %d", 5));
        vm.assertTrue(success);
    }

    function testCodeSizes() public view {
        vm.assertGt(address(vm).code.length, 0);
    }
}
