// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";
import {Target} from "../src/Target.sol";

contract CallsTest is Test {
    Target private target;

    function setUp() public {
        target = new Target(1);
    }

    function testCall() public {
        vm.expectCall(address(target), abi.encodeCall(Target.set, (5)));
        target.set(5);
    }

    function testSelectorOnly() public {
        vm.expectCall(address(target), abi.encodeWithSelector(Target.set.selector), 2);
        target.set(5);
        target.set(6);
    }

    function testNever() public {
        vm.expectCall(address(target), abi.encodeWithSelector(Target.move.selector), 0);
        target.set(5);
    }

    function testValue() public {
        vm.deal(address(this), 1 ether);
        vm.expectCall(address(target), 1 ether, abi.encodeCall(Target.set, (5)));
        target.set{value: 1 ether}(5);
    }

    function testMinGas() public {
        vm.expectCallMinGas(address(target), 0, 50_000, abi.encodeCall(Target.set, (5)));
        target.set{gas: 200_000}(5);
    }

    function testCreate() public {
        vm.expectCreate(address(target).code, address(this));
        new Target(5);
        vm.expectCreate2(address(target).code, address(this));
        new Target{salt: bytes32(uint256(1))}(5);
    }
}
