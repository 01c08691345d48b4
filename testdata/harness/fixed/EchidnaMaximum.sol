// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A hill over two numbers; each call moves by at most ten.
contract EchidnaMaximum {
    int256 internal x;
    int256 internal y;

    function east(int8 step) external {
        require(step >= -10 && step <= 10, "too far");
        x += step;
    }

    function north(int8 step) external {
        require(step >= -10 && step <= 10, "too far");
        y += step;
    }

    function height() public view returns (int256) {
        return 500 - (x - 37) ** 2 - (y - 21) ** 2;
    }
}
