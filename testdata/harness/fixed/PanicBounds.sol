// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A ring of ten.
contract PanicBounds {
    uint256[] internal ring;
    uint256 internal hand;

    constructor() {
        ring = new uint256[](10);
    }

    function turn() public {
        hand = (hand + 1) % ring.length;
    }

    function shrink() public {
        require(ring.length > 3, "small enough");
        ring.pop();
        hand = 0;
    }

    function write(uint256 value) public {
        ring[hand] = value;
    }
}
