// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Pays out at most the booked amount.
/// Flaw: the booking is cut to eight bits, the payment is not.
contract CastTruncation {
    uint256 public booked = 200;
    uint256 public paid;

    function withdraw(uint256 amount) external {
        require(amount > 0, "nothing");
        booked -= uint8(amount);
        paid += amount % 1e30;
    }
}
