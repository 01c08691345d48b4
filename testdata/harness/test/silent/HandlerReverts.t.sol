// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";

contract HandlerRevertsHandler {
    uint256 public left = 1000;

    function take(uint256 n) external {
        left -= n;
    }

    function divide(uint256 n) external view returns (uint256) {
        return 1000 / (n % 3);
    }

    function refuse(uint256 n) external pure {
        require(n % 2 == 0, "odd");
    }
}

contract HandlerRevertsTest is Invariants {
    HandlerRevertsHandler private handler;

    function setUp() public {
        handler = new HandlerRevertsHandler();
        targetContract(address(handler));
    }

    function invariant_neverMoreThanAtTheStart() public view {
        vm.assertLe(handler.left(), 1000);
    }
}
