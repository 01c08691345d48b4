// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {NonceSequence} from "target/NonceSequence.sol";

contract NonceSequenceTest is Invariants {
    NonceSequence private target;

    function setUp() public {
        target = new NonceSequence();
        targetContract(address(target));
    }

    function invariant_eachNonceOnce() public view {
        vm.assertFalse(target.replayed());
    }
}
