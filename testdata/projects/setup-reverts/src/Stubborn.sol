// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Stubborn {
    constructor(uint256 size) {
        require(size > 0, "Stubborn: size is zero");
    }
}
