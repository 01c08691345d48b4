// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Registry} from "./Vulnerable.sol";

/// A registry with one editor.
contract World {
    Registry public registry;

    function setUp() public {
        registry = new Registry(address(0xED170));
    }
}
