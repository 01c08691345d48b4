// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Clock} from "./Vulnerable.sol";

/// A clock that its keeper may stop.
contract World {
    Clock public clock;

    function setUp() public {
        clock = new Clock(address(0xC10C));
    }
}
