// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Part, AddressIsContract} from "target/AddressIsContract.sol";

contract AddressIsContractTest is Invariants {
    AddressIsContract private target;
    Part private first;

    function setUp() public {
        first = new Part(1);
        new Part(2);
        target = new AddressIsContract(first);
        targetContract(address(target));
        excludeSender(address(this)); // the keeper itself may do everything
    }

    function invariant_partStays() public view {
        vm.assertEq(address(target.part()), address(first));
    }
}
