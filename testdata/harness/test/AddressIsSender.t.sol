// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {AddressIsSender} from "target/AddressIsSender.sol";

contract AddressIsSenderTest is Invariants {
    AddressIsSender private target;

    function setUp() public {
        target = new AddressIsSender();
        targetContract(address(target));
    }

    function invariant_oneGiftEach() public view {
        vm.assertLe(target.most(), 1);
    }
}
