// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {StoredPassword} from "target/StoredPassword.sol";

contract StoredPasswordTest is Invariants {
    StoredPassword private target;

    function setUp() public {
        target = new StoredPassword(keccak256(abi.encode("a secret", block.number)));
        targetContract(address(target));
        excludeSender(address(this)); // the keeper itself may do everything
    }

    function invariant_staysShut() public view {
        vm.assertFalse(target.open());
    }
}
