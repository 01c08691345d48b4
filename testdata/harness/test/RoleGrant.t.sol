// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {RoleGrant} from "target/RoleGrant.sol";

contract RoleGrantTest is Invariants {
    RoleGrant private target;

    function setUp() public {
        target = new RoleGrant(address(0x10000));
        targetContract(address(target));
        targetSender(address(0x10000));
        targetSender(address(0x20000));
        targetSender(address(0x30000));
    }

    function invariant_supplyStaysInCap() public view {
        vm.assertLe(target.totalSupply(), target.CAP());
    }
}
