// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test, Vm} from "../lib/Vm.sol";
import {Target, Delegate} from "../src/Target.sol";

contract PrankTest is Test {
    Target private target;
    Target private other;

    function setUp() public {
        target = new Target(1);
        other = new Target(2);
    }

    function testOnce() public {
        vm.prank(address(0xA));
        target.set(1);
        vm.assertEq(target.lastSender(), address(0xA));
        target.set(1);
        vm.assertEq(target.lastSender(), address(this));
    }

    function testOriginToo() public {
        vm.prank(address(0xA), address(0xB));
        target.set(1);
        vm.assertEq(target.lastSender(), address(0xA));
        vm.assertEq(target.lastOrigin(), address(0xB));
        target.set(1);
        vm.assertEq(target.lastOrigin(), tx.origin);
    }

    function testStartAndStop() public {
        vm.startPrank(address(0xA));
        target.set(1);
        vm.assertEq(target.lastSender(), address(0xA));
        target.set(2);
        vm.assertEq(target.lastSender(), address(0xA));
        vm.stopPrank();
        target.set(3);
        vm.assertEq(target.lastSender(), address(this));
    }

    function testOnlyOneLevel() public {
        vm.startPrank(address(0xA), address(0xB));
        (address sender, address origin) = target.nested(other);
        vm.stopPrank();
        vm.assertEq(sender, address(target));
        vm.assertEq(origin, address(0xB));
    }

    function testCreation() public {
        uint64 nonce = vm.getNonce(address(0xA));
        vm.prank(address(0xA));
        Target made = new Target(3);
        vm.assertEq(address(made), vm.computeCreateAddress(address(0xA), nonce));
        vm.assertEq(vm.getNonce(address(0xA)), nonce + 1);
    }

    function testPaysFromThePranked() public {
        vm.deal(address(0xA), 5 ether);
        vm.prank(address(0xA));
        target.set{value: 2 ether}(1);
        vm.assertEq(address(0xA).balance, 3 ether);
        vm.assertEq(address(target).balance, 2 ether);
    }

    function testDelegated() public {
        Delegate code = new Delegate();
        Delegate proxy = new Delegate();
        vm.prank(address(proxy), true);
        (bool success,) = address(code).delegatecall(abi.encodeCall(Delegate.write, (9)));
        vm.assertTrue(success);
        vm.assertEq(proxy.number(), 9);
        vm.assertEq(proxy.lastSender(), address(proxy));
    }

    function testReadCallers() public {
        vm.startPrank(address(0xA), address(0xB));
        (Vm.CallerMode mode, address sender, address origin) = vm.readCallers();
        vm.stopPrank();
        vm.assertEq(uint256(mode), uint256(Vm.CallerMode.RecurrentPrank));
        vm.assertEq(sender, address(0xA));
        vm.assertEq(origin, address(0xB));
        (mode,,) = vm.readCallers();
        vm.assertEq(uint256(mode), uint256(Vm.CallerMode.None));
    }

    function testOverwritingAnUnusedPrankFails() public {
        vm.prank(address(0xA));
        vm._expectCheatcodeRevert();
        vm.prank(address(0xB));
        target.set(1);
        vm.assertEq(target.lastSender(), address(0xA));
    }

    function testBroadcast() public {
        vm.startBroadcast(address(0xA));
        target.set(1);
        vm.stopBroadcast();
        vm.assertEq(target.lastSender(), address(0xA));
        vm.assertEq(target.lastOrigin(), address(0xA));
    }
}

/// A prank that setUp starts lasts into the tests.
contract PrankInSetUpTest is Test {
    Target private target;

    function setUp() public {
        target = new Target(1);
        vm.startPrank(address(0xA));
    }

    function testStillOn() public {
        target.set(1);
        vm.assertEq(target.lastSender(), address(0xA));
    }
}
