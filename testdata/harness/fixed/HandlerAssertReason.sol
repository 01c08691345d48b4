// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Seats in a hall, booked in blocks.
contract HandlerAssertReason {
    uint256 public constant SEATS = 77;
    uint256 public booked;

    function book(uint8 block_) external {
        require(block_ > 0 && booked + block_ <= SEATS, "no room");
        booked += block_;
    }
}
