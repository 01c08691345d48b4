// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Deposits, Diamond, Rescue} from "./Vulnerable.sol";

/// Somebody's savings behind a contract that delegates by selector.
contract World {
    address public diamond;

    function setUp() public {
        bytes4[] memory selectors = new bytes4[](3);
        address[] memory facets = new address[](3);
        (selectors[0], selectors[1]) = (Deposits.deposit.selector, Deposits.withdraw.selector);
        selectors[2] = Rescue.rescue.selector;
        facets[0] = facets[1] = address(new Deposits());
        facets[2] = address(new Rescue());
        diamond = address(new Diamond(selectors, facets));
        vm.deal(address(0xA11CE), 300 ether);
        vm.prank(address(0xA11CE));
        Deposits(diamond).deposit{value: 300 ether}();
    }
}
