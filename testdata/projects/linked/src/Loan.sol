// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Rates} from "./Rates.sol";

/// Cannot be deployed: one function has no body.
abstract contract Account {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function owed() public view virtual returns (uint256);
}

/// Constructor arguments, immutables, and a linked library.
contract Loan is Account {
    uint256 public immutable bps;
    uint256 public principal;

    constructor(address owner_, uint256 bps_) Account(owner_) {
        require(bps_ <= 10_000, "rate too high");
        bps = bps_;
    }

    function borrow(uint64 amount) external {
        principal += amount;
    }

    /// Flaw: paying back more than is owed is not refused, but forgiven in the other direction.
    function repay(uint64 amount) external {
        principal = amount > principal ? amount - principal : principal - amount;
    }

    function owed() public view override returns (uint256) {
        return principal + Rates.interest(principal, bps);
    }
}
