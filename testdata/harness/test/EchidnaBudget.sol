// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {EchidnaBudget} from "target/EchidnaBudget.sol";

contract EchidnaBudgetEchidna is EchidnaBudget {
    function echidna_opt_gain() public view returns (int256) {
        return gain();
    }
}
