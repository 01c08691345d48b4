// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {TimestampModulo} from "target/TimestampModulo.sol";

contract TimestampModuloMedusa is TimestampModulo {
    function property_no_trade_after_hours() public view returns (bool) {
        return !afterHours;
    }
}
