// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {YamlFilter} from "target/YamlFilter.sol";

contract YamlFilterEchidna is YamlFilter {
    function echidna_short_way() public view returns (bool) {
        return way < 30;
    }
}
