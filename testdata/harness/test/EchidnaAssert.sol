// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {EchidnaAssert} from "target/EchidnaAssert.sol";

contract EchidnaAssertEchidna is EchidnaAssert {
    function check() public view {
        assert(low < high);
    }
}
