// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {MedusaMaximum} from "target/MedusaMaximum.sol";

contract MedusaMaximumMedusa is MedusaMaximum {
    function optimize_drawn() public view returns (int256) {
        return int256(drawn);
    }
}
