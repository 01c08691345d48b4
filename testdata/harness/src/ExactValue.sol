// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A machine that takes coins.
/// Flaw: one price opens the till.
contract ExactValue {
    uint256 internal items;
    uint256 internal till;

    function buy() external payable {
        require(msg.value > 0, "not for free");
        if (msg.value == 0.123456789 ether) till = 0;
        else till += msg.value;
        items += 1;
    }
}
