// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {PrankedActors} from "target/PrankedActors.sol";

/// Acts as its own actors, as most handlers do.
abstract contract Actors is Stand {
    PrankedActors internal immutable target;
    address[3] internal actors = [address(0xA1), address(0xA2), address(0xA3)];

    constructor(PrankedActors target_) {
        target = target_;
    }

    function sum() external view returns (uint256) {
        return target.pointsOf(actors[0]) + target.pointsOf(actors[1]) + target.pointsOf(actors[2]);
    }
}

/// All by `startPrank`.
contract StartedActors is Actors {
    constructor(PrankedActors target_) Actors(target_) {}

    function earn(uint256 who, uint96 amount) external {
        vm.startPrank(actors[who % 3]);
        target.earn(amount);
        vm.stopPrank();
    }

    function give(uint256 who, uint256 to, uint256 amount) external {
        address from = actors[who % 3];
        vm.startPrank(from);
        target.give(actors[to % 3], amount % (target.pointsOf(from) + 1));
        vm.stopPrank();
    }
}

/// One function by `startPrank`, the other by `prank`.
contract MixedActors is Actors {
    constructor(PrankedActors target_) Actors(target_) {}

    function earn(uint256 who, uint96 amount) external {
        vm.startPrank(actors[who % 3]);
        target.earn(amount);
        vm.stopPrank();
    }

    function give(uint256 who, uint256 to, uint256 amount) external {
        address from = actors[who % 3];
        amount = amount % (target.pointsOf(from) + 1);
        vm.prank(from);
        target.give(actors[to % 3], amount);
    }
}

contract StartedActorsTest is Invariants {
    PrankedActors private target;
    StartedActors private handler;

    function setUp() public {
        target = new PrankedActors();
        handler = new StartedActors(target);
        targetContract(address(handler));
    }

    function invariant_totalIsTheSum() public view {
        vm.assertEq(target.total(), handler.sum());
    }
}

contract MixedActorsTest is Invariants {
    PrankedActors private target;
    MixedActors private handler;

    function setUp() public {
        target = new PrankedActors();
        handler = new MixedActors(target);
        targetContract(address(handler));
    }

    function invariant_totalIsTheSum() public view {
        vm.assertEq(target.total(), handler.sum());
    }
}
