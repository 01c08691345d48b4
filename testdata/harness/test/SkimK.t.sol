// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {SkimK} from "target/SkimK.sol";

contract SkimKTest is Invariants {
    SkimK private target;

    function setUp() public {
        target = new SkimK();
        targetContract(address(target));
    }

    function invariant_kNeverFalls() public view {
        vm.assertGe(target.balance0() * target.balance1(), 1e46);
    }
}
