// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {AbiInBytes} from "target/AbiInBytes.sol";

contract AbiInBytesTest is Invariants {
    AbiInBytes private target;

    function setUp() public {
        target = new AbiInBytes();
        targetContract(address(target));
    }

    function invariant_fundsStay() public view {
        vm.assertEq(target.funds(), 1e18);
    }
}
