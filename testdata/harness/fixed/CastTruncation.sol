// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Pays out at most the booked amount.
contract CastTruncation {
    uint256 public booked = 200;
    uint256 public paid;

    function withdraw(uint256 amount) external {
        require(amount > 0, "nothing");
        booked -= amount;
        paid += amount % 1e30;
    }
}
