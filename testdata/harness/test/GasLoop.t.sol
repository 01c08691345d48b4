// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {GasLoop} from "target/GasLoop.sol";

contract GasLoopTest is Invariants {
    GasLoop private target;

    function setUp() public {
        target = new GasLoop();
        targetContract(address(target));
    }

    /// Ten members cost at most 10 * 22,100 and the fixed part.
    function invariant_payingIsAffordable() public {
        try target.payAll{gas: 300_000}() {}
        catch {
            vm.assertTrue(false, "paying is too expensive");
        }
    }
}
