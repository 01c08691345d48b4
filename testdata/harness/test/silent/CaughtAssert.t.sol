// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";

contract Picky {
    function take(uint256 n) external pure {
        assert(n % 2 == 0);
    }
}

contract CaughtAssertHandler {
    Picky private immutable picky;
    uint256 public refused;

    constructor(Picky picky_) {
        picky = picky_;
    }

    function take(uint256 n) external {
        try picky.take(n) {}
        catch Panic(uint256 code) {
            assert(code == 1);
            refused += 1;
        }
    }
}

contract CaughtAssertTest is Invariants {
    function setUp() public {
        targetContract(address(new CaughtAssertHandler(new Picky())));
    }

    function invariant_true() public pure {}
}
