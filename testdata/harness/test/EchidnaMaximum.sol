// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {EchidnaMaximum} from "target/EchidnaMaximum.sol";

contract EchidnaMaximumEchidna is EchidnaMaximum {
    function echidna_opt_height() public view returns (int256) {
        return height();
    }
}
