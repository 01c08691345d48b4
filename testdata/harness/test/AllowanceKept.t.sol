// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {AllowanceKept} from "target/AllowanceKept.sol";

/// The test contract owns the tokens and trusts one spender with a hundred of them.
contract AllowanceKeptTest is Invariants {
    AllowanceKept private target;

    function setUp() public {
        target = new AllowanceKept();
        target.approve(address(0x10000), 100);
        targetContract(address(target));
        targetSender(address(0x10000));
    }

    function invariant_spendsOnlyTheAllowance() public view {
        vm.assertGe(target.balanceOf(address(this)), 900);
    }
}
