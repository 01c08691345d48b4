// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {YamlDelay} from "target/YamlDelay.sol";

contract YamlDelayEchidna is YamlDelay {
    function echidna_not_forgotten() public view returns (bool) {
        return !forgotten;
    }
}
