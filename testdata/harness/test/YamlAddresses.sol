// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {YamlAddresses} from "target/YamlAddresses.sol";

contract YamlAddressesEchidna is YamlAddresses {
    function crytic_stays_shut() public view returns (bool) {
        return !open;
    }

    /// Has the default prefix, which the configuration replaces: it must not count.
    function echidna_not_a_property() public pure returns (bool) {
        return false;
    }
}
