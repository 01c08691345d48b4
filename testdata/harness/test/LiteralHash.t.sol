// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {LiteralHash} from "target/LiteralHash.sol";

contract LiteralHashTest is Invariants {
    LiteralHash private target;

    function setUp() public {
        target = new LiteralHash();
        targetContract(address(target));
        excludeSender(address(this)); // the keeper itself may do everything
    }

    function invariant_staysShut() public view {
        vm.assertFalse(target.open());
    }
}
