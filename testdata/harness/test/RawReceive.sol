// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {RawReceive} from "target/RawReceive.sol";

contract RawReceiveEchidna is RawReceive {
    function echidna_not_broken() public view returns (bool) {
        return !broken;
    }
}
