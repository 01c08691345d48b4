// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Credits and debits.
/// Flaw: a debit is limited by the total, not by the account.
contract PanicArithmetic {
    mapping(address => uint256) internal creditOf;
    uint256 internal total;

    function credit(address to, uint64 amount) public {
        creditOf[to] += amount;
        total += amount;
    }

    function debit(uint64 amount) public {
        require(amount <= total, "too much");
        total -= amount;
        creditOf[msg.sender] -= amount;
    }
}
