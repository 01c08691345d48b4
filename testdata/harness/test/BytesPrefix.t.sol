// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {BytesPrefix} from "target/BytesPrefix.sol";

contract BytesPrefixTest is Invariants {
    BytesPrefix private target;

    function setUp() public {
        target = new BytesPrefix();
        targetContract(address(target));
        excludeSender(address(this)); // the keeper itself may do everything
    }

    function invariant_nothingExecuted() public view {
        vm.assertEq(target.executed(), 0);
    }
}
