// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Loan} from "../src/Loan.sol";

contract LoanHandler {
    Loan private immutable loan;
    uint256 public borrowed;

    constructor(Loan loan_) {
        loan = loan_;
    }

    function borrow(uint64 amount) external {
        loan.borrow(amount);
        borrowed += amount;
    }

    function repay(uint64 amount) external {
        loan.repay(amount);
    }
}

/// The runner must deploy and link the library before `setUp`.
contract LoanTest is Invariants {
    Loan private loan;
    LoanHandler private handler;

    function setUp() public {
        loan = new Loan(address(this), 500);
        handler = new LoanHandler(loan);
        targetContract(address(handler));
    }

    function invariant_owesAtMostWhatWasBorrowed() public view {
        vm.assertLe(loan.principal(), handler.borrowed());
    }

    function invariant_interestIsFivePercent() public view {
        vm.assertEq(loan.owed(), loan.principal() + loan.principal() * 500 / 10_000);
    }
}
