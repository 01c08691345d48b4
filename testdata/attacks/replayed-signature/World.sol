// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Till} from "./Vulnerable.sol";

/// A till of which one voucher has been cashed.
contract World {
    uint256 private constant KEY = 0x5161;

    Till public till;

    function setUp() public {
        address payee = address(0xB0B);
        vm.deal(address(this), 100 ether);
        till = new Till{value: 100 ether}(vm.addr(KEY));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, till.digest(payee, 15 ether));
        vm.prank(payee);
        till.cash(payee, 15 ether, v, r, s);
    }
}
