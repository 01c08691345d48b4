// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";

contract AssertsTest is Test {
    function check(bytes memory call, string memory message) private {
        (bool success, bytes memory data) = address(vm).call(call);
        vm.assertFalse(success, "should fail");
        vm.assertEq(data, abi.encodeWithSignature("CheatcodeError(string)", message));
    }

    function testPass() public pure {
        vm.assertTrue(true);
        vm.assertFalse(false);
        vm.assertEq(uint256(1), 1);
        vm.assertEq(int256(-1), -1);
        vm.assertEq(string("a"), "a");
        vm.assertEq(bytes(hex"01"), hex"01");
        vm.assertNotEq(uint256(1), 2);
        vm.assertLt(uint256(1), 2);
        vm.assertGt(int256(1), -2);
        vm.assertLe(uint256(1), 1);
        vm.assertGe(int256(-1), -1);
        vm.assertEqDecimal(uint256(1), 1, 18);
        vm.assertApproxEqAbs(uint256(10), 12, 2);
        vm.assertApproxEqAbs(int256(-1), 1, 2);
        vm.assertApproxEqRel(uint256(99), 100, 0.01e18);
        vm.assertApproxEqRel(int256(-99), -100, 0.01e18);
    }

    function testMessages() public {
        check(abi.encodeWithSignature("assertTrue(bool)", false), "assertion failed");
        check(abi.encodeWithSignature("assertTrue(bool,string)", false, "mine"), "mine");
        check(abi.encodeWithSignature("assertEq(uint256,uint256)", 1, 2), "assertion failed: 1 != 2");
        check(abi.encodeWithSignature("assertEq(uint256,uint256,string)", 1, 2, "mine"), "mine: 1 != 2");
        check(abi.encodeWithSignature("assertEq(int256,int256)", int256(-1), int256(2)), "assertion failed: -1 != 2");
        check(abi.encodeWithSignature("assertEq(bool,bool)", true, false), "assertion failed: true != false");
        check(
            abi.encodeWithSignature("assertEq(address,address)", address(0xA), address(0xB)),
            "assertion failed: 0x000000000000000000000000000000000000000A != 0x000000000000000000000000000000000000000b"
        );
        check(abi.encodeWithSignature("assertEq(string,string)", "a", "b"), "assertion failed: a != b");
        check(abi.encodeWithSignature("assertEq(bytes,bytes)", hex"01", hex"02"), "assertion failed: 0x01 != 0x02");
        check(abi.encodeWithSignature("assertNotEq(uint256,uint256)", 1, 1), "assertion failed: 1 == 1");
        check(abi.encodeWithSignature("assertLt(uint256,uint256)", 2, 1), "assertion failed: 2 >= 1");
        check(abi.encodeWithSignature("assertGt(uint256,uint256)", 1, 2), "assertion failed: 1 <= 2");
        check(abi.encodeWithSignature("assertLe(uint256,uint256)", 2, 1), "assertion failed: 2 > 1");
        check(abi.encodeWithSignature("assertGe(uint256,uint256)", 1, 2), "assertion failed: 1 < 2");
    }

    function testArrays() public {
        uint256[] memory one = new uint256[](2);
        uint256[] memory two = new uint256[](2);
        two[1] = 5;
        vm.assertEq(one, one);
        vm.assertNotEq(one, two);
        check(abi.encodeWithSignature("assertEq(uint256[],uint256[])", one, two), "assertion failed: [0, 0] != [0, 5]");
    }

    function testDecimals() public {
        check(
            abi.encodeWithSignature("assertEqDecimal(uint256,uint256,uint256)", 1, 15, 1), "assertion failed: 0.1 != 1.5"
        );
        check(
            abi.encodeWithSignature("assertLtDecimal(int256,int256,uint256)", int256(-10), int256(-15), 1),
            "assertion failed: -1.0 >= -1.5"
        );
    }

    function testApprox() public {
        check(
            abi.encodeWithSignature("assertApproxEqAbs(uint256,uint256,uint256)", 10, 13, 2),
            "assertion failed: 10 !~= 13 (max delta: 2, real delta: 3)"
        );
        check(
            abi.encodeWithSignature("assertApproxEqRel(uint256,uint256,uint256)", 98, 100, 0.01e18),
            "assertion failed: 98 !~= 100 (max delta: 1.0000000000000000%, real delta: 2.0000000000000000%)"
        );
        check(
            abi.encodeWithSignature("assertApproxEqAbsDecimal(uint256,uint256,uint256,uint256)", 10, 13, 2, 1),
            "assertion failed: 1.0 !~= 1.3 (max delta: 0.2, real delta: 0.3)"
        );
    }
}
