// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract PanicSwitchesOffMedusa {
    uint256[] private items;
    uint256 private left = 100;

    function take(uint256 n) external {
        left -= n;
    }

    function divide(uint256 n) external {
        left = 100 / n;
    }

    function at(uint256 i) external returns (uint256) {
        left = items[i];
        return left;
    }

    function pop() external {
        items.pop();
    }
}
