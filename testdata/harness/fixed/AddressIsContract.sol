// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A part that the machine may be built from.
contract Part {
    uint256 public immutable size;

    constructor(uint256 size_) {
        size = size_;
    }
}

/// A machine whose part can be exchanged.
contract AddressIsContract {
    Part public part;
    address private immutable keeper = msg.sender;

    constructor(Part part_) {
        part = part_;
    }

    function exchange(Part next) external {
        require(msg.sender == keeper, "not the keeper");
        require(address(next).code.length > 0 && next != part && next.size() >= part.size(), "does not fit");
        part = next;
    }
}
