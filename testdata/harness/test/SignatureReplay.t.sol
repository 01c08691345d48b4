// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {SignatureReplay} from "target/SignatureReplay.sol";

contract SignatureReplayHandler is Stand {
    struct Cheque {
        address to;
        uint256 amount;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    SignatureReplay private immutable target;
    uint256 private immutable key;
    Cheque[] private cheques;
    uint256 public written;

    constructor(SignatureReplay target_, uint256 key_) {
        target = target_;
        key = key_;
    }

    function write(address to, uint256 amount) external {
        amount = bound(amount, 1, 1e18);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, target.digest(to, amount, cheques.length));
        cheques.push(Cheque(to, amount, v, r, s));
        written += amount;
    }

    function cash(uint256 number) external {
        vm.assume(cheques.length > 0);
        number = number % cheques.length;
        Cheque memory c = cheques[number];
        target.cash(c.to, c.amount, number, c.v, c.r, c.s);
    }
}

contract SignatureReplayTest is Invariants {
    SignatureReplay private target;
    SignatureReplayHandler private handler;

    function setUp() public {
        uint256 key = 0xbeef;
        target = new SignatureReplay(vm.addr(key));
        handler = new SignatureReplayHandler(target, key);
        targetContract(address(handler));
    }

    function invariant_paidWhatWasWritten() public view {
        vm.assertLe(target.paid(), handler.written());
    }
}
