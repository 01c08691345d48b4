// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";

contract Draft {
    uint256 public value = 1;

    function set(uint256 n) external {
        value = n;
        require(n >= 1, "zero is forbidden");
    }

    function tryZero() external {
        try this.set(0) {} catch {}
    }
}

contract RevertedStateTest is Invariants {
    Draft private target;

    function setUp() public {
        target = new Draft();
        targetContract(address(target));
    }

    function invariant_neverZero() public view {
        vm.assertGe(target.value(), 1);
    }
}
