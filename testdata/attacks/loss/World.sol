// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Club} from "./Vulnerable.sol";

/// A club of three.
contract World {
    Club public club;

    function setUp() public {
        club = new Club();
        join(address(0xA11CE), 500 ether);
        join(address(0xB0B), 300 ether);
        join(address(0xCAFE), 200 ether);
    }

    function join(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        club.join{value: amount}();
    }
}
