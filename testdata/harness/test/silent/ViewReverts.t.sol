// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";

contract Phone {
    mapping(uint256 => address) private owners;

    function register(uint256 number) external {
        owners[number] = msg.sender;
    }

    function ownerOf(uint256 number) external view returns (address) {
        require(owners[number] != address(0), "unknown number");
        return owners[number];
    }

    function digit(uint256 number, uint256 at) external pure returns (uint256) {
        return number / 10 ** at % 10;
    }
}

contract ViewRevertsTest is Invariants {
    function setUp() public {
        targetContract(address(new Phone()));
    }

    function invariant_true() public pure {}
}
