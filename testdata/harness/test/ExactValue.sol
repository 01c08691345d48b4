// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ExactValue} from "target/ExactValue.sol";

contract ExactValueEchidna is ExactValue {
    function echidna_till_holds_the_money() public view returns (bool) {
        return till == address(this).balance;
    }
}
