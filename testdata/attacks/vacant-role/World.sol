// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Registry} from "./Vulnerable.sol";

/// A registry, deployed and forgotten.
contract World {
    Registry public registry;

    function setUp() public {
        registry = new Registry();
    }
}
