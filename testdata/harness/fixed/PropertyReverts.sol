// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// An average that is asked for at any time.
contract PropertyReverts {
    uint256 private sum = 10;
    uint256 private count = 2;

    function add(uint64 n) external {
        sum += n;
        count += 1;
    }

    function clear() external {
        sum = 0;
        count = 0;
    }

    function average() public view returns (uint256) {
        return count == 0 ? 0 : sum / count;
    }
}
