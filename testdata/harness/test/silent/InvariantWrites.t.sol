// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";

contract Tally {
    uint256 public calls;
    uint256 public checks;

    function call() external {
        calls += 1;
    }

    function check() external {
        checks += 1;
    }
}

contract InvariantWritesTest is Invariants {
    Tally private target;
    uint256 private seen;

    function setUp() public {
        target = new Tally();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = Tally.call.selector;
        targetSelector(FuzzSelector(address(target), selectors));
    }

    function invariant_startsAfreshEveryTime() public {
        seen += 1;
        target.check();
        vm.assertEq(seen, 1);
        vm.assertEq(target.checks(), 1);
    }
}
