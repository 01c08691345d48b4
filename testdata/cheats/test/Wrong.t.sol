// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";
import {Target} from "../src/Target.sol";

/// What must fail. forge runs none of these as tests; our own runner calls each `wrong*` and wants it to fail.
contract Wrong is Test {
    event Other(uint256 amount);

    Target private target;

    function setUp() public {
        target = new Target(1);
    }

    function wrongRevertMissing() public {
        vm.expectRevert();
        target.set(1);
    }

    function wrongRevertAtTheEnd() public {
        target.set(1);
        vm.expectRevert();
    }

    function wrongRevertReason() public {
        vm.expectRevert(bytes("other"));
        target.complain();
    }

    function wrongReverter() public {
        vm.expectRevert(address(0xA));
        target.complain();
    }

    function wrongRevertUnexpected() public {
        vm.expectRevert(uint64(0));
        target.complain();
    }

    function wrongRevertSameDepth() public {
        vm.expectRevert(bytes("here"));
        revert("here");
    }

    function wrongEmitData() public {
        vm.expectEmit();
        emit Other(6);
        target.move(address(0xA), 5);
    }

    function wrongEmitMissing() public {
        vm.expectEmit();
        emit Other(6);
    }

    function wrongEmitter() public {
        vm.expectEmit(address(0xA));
        emit Other(5);
        target.move(address(0xA), 5);
    }

    function wrongEmitNever() public {
        vm.expectEmit(uint64(0));
        emit Other(5);
        target.move(address(0xA), 5);
    }

    function wrongCallMissing() public {
        vm.expectCall(address(target), abi.encodeCall(Target.set, (5)));
        target.set(6);
    }

    function wrongCallCount() public {
        vm.expectCall(address(target), abi.encodeCall(Target.set, (5)), 1);
        target.set(5);
        target.set(5);
    }

    function wrongCreateMissing() public {
        vm.expectCreate(address(target).code, address(this));
    }

    function wrongAssertion() public pure {
        vm.assertEq(uint256(1), 2);
    }

    function wrongCaughtPrecompile() public {
        vm.etch(address(1), hex"00");
    }

    function wrongAssume() public pure {
        vm.assume(false);
    }

    function wrongSkip() public {
        vm.skip(true);
    }
}
