// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {ChimeraLedger} from "target/ChimeraLedger.sol";

/// What every property can see.
abstract contract ChimeraLedgerSetup {
    ChimeraLedger internal target;

    function setup() internal virtual {
        target = new ChimeraLedger();
    }
}

abstract contract ChimeraLedgerProperties is ChimeraLedgerSetup {
    function invariant_pot_covers_credits() public view returns (bool) {
        return target.pot() >= target.credits();
    }
}

abstract contract ChimeraLedgerTargetFunctions is ChimeraLedgerProperties {
    function ledger_deposit(uint256 amount) public {
        target.deposit(amount % 1e24);
    }

    function ledger_withdraw(uint256 amount) public {
        target.withdraw(amount % (target.credits() + 1));
    }
}

/// For Echidna and Medusa.
contract ChimeraLedgerTester is ChimeraLedgerTargetFunctions {
    constructor() payable {
        setup();
    }
}

/// For Foundry: the same properties and functions.
contract ChimeraLedgerToFoundry is ChimeraLedgerTargetFunctions, Invariants {
    function setUp() public {
        setup();
        targetContract(address(this));
    }

    /// forge ignores what an invariant returns, so the answer must be asserted.
    function invariant_asserted() public view {
        vm.assertTrue(invariant_pot_covers_credits(), "the pot does not cover the credits");
    }
}
