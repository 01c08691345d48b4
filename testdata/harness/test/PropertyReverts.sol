// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PropertyReverts} from "target/PropertyReverts.sol";

contract PropertyRevertsEchidna is PropertyReverts {
    function echidna_average_has_an_answer() public view returns (bool) {
        return average() <= type(uint64).max;
    }
}
