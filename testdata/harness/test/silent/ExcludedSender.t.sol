// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";

contract Admin {
    address public immutable admin;
    bool public harmed;
    uint256 public calls;

    constructor(address admin_) {
        admin = admin_;
    }

    function act() external {
        calls += 1;
        if (msg.sender == admin) harmed = true;
    }
}

contract ExcludedSenderTest is Invariants {
    Admin private target;

    function setUp() public {
        address admin = address(0x10000);
        target = new Admin(admin);
        targetContract(address(target));
        excludeSender(admin);
    }

    function invariant_unharmed() public view {
        vm.assertFalse(target.harmed());
    }
}
