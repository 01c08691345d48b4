// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Logic, ProxyCollision} from "target/ProxyCollision.sol";

/// The proxy has no `add` in its own ABI: the interface to call it by is named explicitly.
contract ProxyCollisionTest is Invariants {
    ProxyCollision private target;

    function setUp() public {
        Logic logic = new Logic();
        target = new ProxyCollision(address(logic));
        string[] memory artifacts = new string[](1);
        artifacts[0] = "Logic";
        targetInterface(FuzzInterface(address(target), artifacts));
    }

    function invariant_ownerStays() public view {
        vm.assertEq(target.proxyOwner(), address(this));
    }
}
