// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";

contract RandomTest is Test {
    function testRanges() public {
        for (uint256 i = 0; i < 20; i++) {
            uint256 x = vm.randomUint(5, 9);
            vm.assertGe(x, 5);
            vm.assertLe(x, 9);
            vm.assertLt(vm.randomUint(8), 256);
            int256 y = vm.randomInt(8);
            vm.assertGe(y, -128);
            vm.assertLe(y, 127);
        }
        vm.assertNotEq(vm.randomUint(), vm.randomUint());
        vm.assertNotEq(vm.randomAddress(), vm.randomAddress());
        vm.assertEq(vm.randomBytes(7).length, 7);
        vm.assertEq(vm.randomUint(3, 3), 3);
        vm.randomBool();
        vm.randomInt();
        vm.randomBytes4();
        vm.randomBytes8();
    }

    function testSeedRepeats() public {
        vm.setSeed(1);
        uint256 first = vm.randomUint();
        vm.setSeed(1);
        vm.assertEq(vm.randomUint(), first);
    }

    function testSortAndShuffle() public {
        uint256[] memory list = new uint256[](3);
        (list[0], list[1], list[2]) = (3, 1, 2);
        uint256[] memory sorted = vm.sort(list);
        vm.assertEq(sorted[0], 1);
        vm.assertEq(sorted[2], 3);
        vm.assertEq(vm.sort(vm.shuffle(list)), sorted);
    }

    function testBound() public {
        // Another value inside the range, never the given one.
        uint256 x = vm.bound(uint256(7), 7, 8);
        vm.assertEq(x, 8);
        vm._expectCheatcodeRevert();
        vm.bound(uint256(1000), 5, 9);
        int256 y = vm.bound(int256(-2), -5, 5);
        vm.assertNotEq(y, -2);
        vm.assertTrue(y >= -5 && y <= 5);
    }
}
