// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Eight seals to break.
contract FlagSet {
    uint8 public broken;
    bool public taken;

    function breakSeal(uint8 number, uint256 force) external {
        require(number < 8, "no such seal");
        require(force > uint256(number) * 1000, "too weak");
        broken |= uint8(1 << number);
    }

    function take() external {
        require(broken == 0xff, "still sealed");
        broken = 0;
    }
}
