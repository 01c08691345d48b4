// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {WETH} from "solmate/src/tokens/WETH.sol";

contract WrappedEther is WETH {}

/// Three holders of wrapped ether; one may spend a part of another's.
contract World {
    WrappedEther public weth;

    function setUp() public {
        weth = new WrappedEther();
        deposit(address(0xA11CE), 3_000 ether);
        deposit(address(0xB0B), 120 ether);
        deposit(address(0xCA401), 1 ether);
        vm.prank(address(0xA11CE));
        weth.approve(address(0xB0B), 10 ether);
    }

    function deposit(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        weth.deposit{value: amount}();
    }
}
