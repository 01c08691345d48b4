// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";
import {Target, Broken} from "../src/Target.sol";

contract RevertTest is Test {
    Target private target;
    Target private other;

    function setUp() public {
        target = new Target(1);
        other = new Target(2);
    }

    function testAny() public {
        vm.expectRevert();
        target.silent();
        vm.expectRevert();
        target.complain();
    }

    function testReason() public {
        vm.expectRevert(bytes("no way"));
        target.complain();
        vm.expectRevert(abi.encodeWithSignature("Error(string)", "no way"));
        target.complain();
        vm.expectRevert(abi.encodeWithSelector(Target.Refused.selector, 5));
        target.refuse(5);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12));
        target.divide(1, 0);
        vm.expectRevert(bytes(""));
        target.silent();
    }

    function testPartial() public {
        vm.expectPartialRevert(Target.Refused.selector);
        target.refuse(5);
    }

    function testReverter() public {
        vm.expectRevert(address(other));
        target.callRefuse(other, 1);
        vm.expectPartialRevert(Target.Refused.selector, address(target));
        target.refuse(1);
        vm.expectRevert(abi.encodeWithSelector(Target.Refused.selector, 2), address(target));
        target.refuse(2);
    }

    function testCount() public {
        vm.expectRevert(2);
        target.silent();
        target.complain();
        vm.expectRevert(uint64(0));
        target.set(3);
        vm.assertEq(target.number(), 3);
    }

    function testCreation() public {
        vm.expectRevert(abi.encodeWithSelector(Target.Refused.selector, 4));
        new Broken(4);
    }

    function testReturnDataDecode() public {
        vm.expectRevert();
        uint256 got = target.divide(1, 0);
        vm.assertEq(got, 0);
    }

    function testWithPrank() public {
        vm.prank(address(0xA));
        vm.expectRevert();
        target.silent();
        target.set(1);
        vm.assertEq(target.lastSender(), address(this));
    }

    function testOfCheatcode() public {
        vm._expectCheatcodeRevert(bytes("private key cannot be 0"));
        vm.addr(0);
    }

    function wrongReason() external {
        vm.expectRevert(bytes("other words"));
        target.complain();
    }

    function noRevert() external {
        vm.expectRevert();
        target.set(1);
    }

    function testWrongExpectationsFail() public {
        (bool success, bytes memory data) = address(this).call(abi.encodeCall(this.wrongReason, ()));
        vm.assertFalse(success);
        vm.assertEq(data, abi.encodeWithSignature("CheatcodeError(string)", "Error != expected error: no way != other words"));
        (success, data) = address(this).call(abi.encodeCall(this.noRevert, ()));
        vm.assertFalse(success);
        vm.assertEq(data, abi.encodeWithSignature("CheatcodeError(string)", "next call did not revert as expected"));
    }
}
