// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {SelfTransfer} from "target/SelfTransfer.sol";

contract SelfTransferTest is Invariants {
    SelfTransfer private target;
    address[3] private owners = [address(0x10000), address(0x20000), address(0x30000)];

    function setUp() public {
        target = new SelfTransfer(owners);
        targetContract(address(target));
        for (uint256 i = 0; i < 3; i++) {
            targetSender(owners[i]);
        }
    }

    function invariant_balancesStayInSupply() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < 3; i++) {
            sum += target.balanceOf(owners[i]);
        }
        vm.assertLe(sum, target.totalSupply());
    }
}
