// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";
import {Target} from "../src/Target.sol";

contract CodeTest is Test {
    function testGet() public {
        vm.assertEq(vm.getCode("Target.sol:Target"), type(Target).creationCode);
        Target target = new Target(1);
        vm.assertEq(vm.getDeployedCode("Target.sol:Target"), address(target).code);
    }

    function testDeploy() public {
        vm.deal(address(this), 1 ether);
        Target target = Target(payable(vm.deployCode("Target.sol:Target", abi.encode(5))));
        vm.assertEq(target.number(), 5);
        target = Target(payable(vm.deployCode("Target.sol:Target", abi.encode(6), 1 ether)));
        vm.assertEq(address(target).balance, 1 ether);
        bytes memory code = abi.encodePacked(type(Target).creationCode, abi.encode(7));
        address expected = vm.computeCreate2Address(bytes32(uint256(1)), keccak256(code), address(this));
        vm.assertEq(vm.deployCode("Target.sol:Target", abi.encode(7), 0, bytes32(uint256(1))), expected);
    }
}
