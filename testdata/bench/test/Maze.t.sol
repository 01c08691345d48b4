// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Maze} from "../src/Maze.sol";

contract MazeBench is Invariants {
    Maze private maze;

    function setUp() public {
        maze = new Maze();
        targetContract(address(maze));
        for (uint160 i = 1; i <= 4; i++) {
            targetSender(address(i * 0x10000));
        }
    }

    function invariant_depthHasAnEnd() public view {
        vm.assertLe(maze.depth(), 500);
    }

    function invariant_goldBeforeSpending() public view {
        vm.assertLe(maze.spent(), maze.gold());
    }

    function invariant_everyRoomCostsAStep() public view {
        vm.assertLe(maze.depth(), maze.steps() * 6);
    }
}
