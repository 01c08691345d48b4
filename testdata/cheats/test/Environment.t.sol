// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";

contract EnvironmentTest is Test {
    function testEnv() public {
        vm.setEnv("HOTFIRE_TEST_UINT", "12");
        vm.setEnv("HOTFIRE_TEST_BOOL", "true");
        vm.setEnv("HOTFIRE_TEST_ADDRESS", "0x000000000000000000000000000000000000000A");
        vm.setEnv("HOTFIRE_TEST_LIST", "1,2,3");
        vm.setEnv("HOTFIRE_TEST_INT", "-5");
        vm.assertEq(vm.envUint("HOTFIRE_TEST_UINT"), 12);
        vm.assertEq(vm.envString("HOTFIRE_TEST_UINT"), "12");
        vm.assertTrue(vm.envBool("HOTFIRE_TEST_BOOL"));
        vm.assertEq(vm.envAddress("HOTFIRE_TEST_ADDRESS"), address(0xA));
        vm.assertEq(vm.envInt("HOTFIRE_TEST_INT"), -5);
        vm.assertEq(vm.envUint("HOTFIRE_TEST_LIST", ",")[2], 3);
        vm.assertEq(vm.envString("HOTFIRE_TEST_LIST", ",")[0], "1");
        vm.assertTrue(vm.envExists("HOTFIRE_TEST_LIST"));
        vm.assertFalse(vm.envExists("HOTFIRE_TEST_NOTHING"));
    }

    function testOr() public {
        vm.assertEq(vm.envOr("HOTFIRE_TEST_NOTHING", uint256(5)), 5);
        vm.assertTrue(vm.envOr("HOTFIRE_TEST_NOTHING", true));
        vm.assertEq(vm.envOr("HOTFIRE_TEST_NOTHING", string("x")), "x");
        vm.setEnv("HOTFIRE_TEST_OR", "7");
        vm.assertEq(vm.envOr("HOTFIRE_TEST_OR", uint256(5)), 7);
        uint256[] memory none = new uint256[](1);
        vm.assertEq(vm.envOr("HOTFIRE_TEST_NOTHING", ",", none), none);
    }

    function testMissing() public {
        vm._expectCheatcodeRevert();
        vm.envUint("HOTFIRE_TEST_NOTHING");
    }
}
