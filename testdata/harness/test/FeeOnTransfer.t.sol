// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {BurningToken, FeeOnTransfer} from "target/FeeOnTransfer.sol";

contract FeeOnTransferTest is Invariants {
    BurningToken private token;
    FeeOnTransfer private target;

    function setUp() public {
        token = new BurningToken();
        target = new FeeOnTransfer(token);
        token.mint(address(0x10000), 1_000_000);
        token.mint(address(0x20000), 1_000_000);
        targetContract(address(target));
        targetSender(address(0x10000));
        targetSender(address(0x20000));
    }

    function invariant_creditIsCovered() public view {
        vm.assertGe(token.balanceOf(address(target)), target.credited());
    }
}
