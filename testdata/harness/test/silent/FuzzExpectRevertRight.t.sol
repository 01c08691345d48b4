// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "stand/Stand.sol";

contract Refuser {
    error Refused(uint256 n);

    function withReason() external pure {
        revert("no");
    }

    function withError(uint256 n) external pure {
        revert Refused(n);
    }

    function withPanic(uint256 n) external pure returns (uint256) {
        return n - type(uint256).max;
    }
}

contract FuzzExpectRevertRightTest is Stand {
    Refuser private refuser;

    function setUp() public {
        refuser = new Refuser();
    }

    function testFuzz_reason(uint256) public {
        vm.expectRevert(bytes("no"));
        refuser.withReason();
    }

    function testFuzz_error(uint256 n) public {
        vm.expectRevert(abi.encodeWithSelector(Refuser.Refused.selector, n));
        refuser.withError(n);
    }

    function testFuzz_panic(uint256 n) public {
        vm.assume(n != type(uint256).max);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        refuser.withPanic(n);
    }

    function testFuzz_anyReason(uint256 n) public {
        vm.expectRevert();
        refuser.withError(n);
    }
}
