// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Two numbers that are kept apart.
contract EchidnaAssert {
    uint256 internal low = 10;
    uint256 internal high = 20;

    function setLow(uint256 n) public {
        require(n < high, "too high");
        low = n;
    }

    function setHigh(uint256 n) public {
        require(n > low, "too low");
        high = n;
    }
}
