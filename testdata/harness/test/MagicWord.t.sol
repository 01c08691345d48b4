// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {MagicWord} from "target/MagicWord.sol";

contract MagicWordTest is Invariants {
    MagicWord private target;

    function setUp() public {
        target = new MagicWord();
        targetContract(address(target));
        excludeSender(address(this)); // the keeper itself may do everything
    }

    function invariant_staysShut() public view {
        vm.assertFalse(target.open());
    }
}
