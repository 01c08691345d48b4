// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// One file, no project: coins go in and out, and the purse must never owe more than it got.
contract Purse {
    uint256 private got;
    uint256 private paid;

    function put(uint64 amount) external {
        got += amount;
    }

    function take(uint64 amount) external {
        require(amount <= got, "not that much");
        paid += amount;
    }

    /// Broken by taking twice.
    function echidna_paid_what_it_got() external view returns (bool) {
        return paid <= got;
    }
}
