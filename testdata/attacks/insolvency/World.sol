// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Votes} from "./Vulnerable.sol";

/// Three voters who hold half of what is theirs.
contract World {
    Votes public votes;

    function setUp() public {
        address[] memory voters = new address[](3);
        (voters[0], voters[1], voters[2]) = (address(0xA11CE), address(0xB0B), address(0xCAFE));
        votes = new Votes(voters, 10_000 ether);
    }
}
