// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {ChimeraAssert} from "target/ChimeraAssert.sol";

/// What every property can see.
abstract contract ChimeraAssertSetup {
    ChimeraAssert internal target;

    function setup() internal virtual {
        target = new ChimeraAssert();
    }
}

abstract contract ChimeraAssertProperties is ChimeraAssertSetup {
    struct Vars {
        uint256 price;
    }

    Vars internal before_;
    Vars internal after_;

    modifier watched() {
        before_.price = target.price();
        _;
        after_.price = target.price();
    }
}

abstract contract ChimeraAssertTargetFunctions is ChimeraAssertProperties {
    function market_buy(uint256 amount) public watched {
        target.buy(amount % target.DEPTH());
        checkRise();
    }

    function checkRise() private view {
        // A reset of the price at its upper end is not a trade.
        if (before_.price < 1e29) assert(target.price() >= before_.price);
    }
}

/// For Echidna and Medusa.
contract ChimeraAssertTester is ChimeraAssertTargetFunctions {
    constructor() payable {
        setup();
    }
}

/// For Foundry: the same properties and functions.
contract ChimeraAssertToFoundry is ChimeraAssertTargetFunctions, Invariants {
    function setUp() public {
        setup();
        targetContract(address(this));
    }
}
