// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {MedusaAssert} from "target/MedusaAssert.sol";

contract MedusaAssertMedusa is MedusaAssert {
    function check() public {
        assert(items.length == height);
        height = items.length;
    }
}
