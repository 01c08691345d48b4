// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {CastTruncation} from "target/CastTruncation.sol";

contract CastTruncationTest is Invariants {
    CastTruncation private target;

    function setUp() public {
        target = new CastTruncation();
        targetContract(address(target));
    }

    function invariant_paidWhatWasBooked() public view {
        vm.assertLe(target.paid(), 200);
    }
}
