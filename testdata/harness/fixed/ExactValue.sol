// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A machine that takes coins.
contract ExactValue {
    uint256 internal items;
    uint256 internal till;

    function buy() external payable {
        require(msg.value > 0, "not for free");
        till += msg.value;
        items += 1;
    }
}
