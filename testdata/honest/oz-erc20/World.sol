// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20FlashMint} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20FlashMint.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {vm} from "common/Vm.sol";

/// A token with what OpenZeppelin adds to one: burning, signed allowances, and loans out of nothing for one call.
contract Coin is ERC20, ERC20Burnable, ERC20FlashMint, ERC20Permit {
    constructor(address holder, uint256 amount) ERC20("Coin", "COIN") ERC20Permit("Coin") {
        _mint(holder, amount);
    }
}

/// Three holders; one may spend a part of another's.
contract World {
    Coin public coin;

    function setUp() public {
        coin = new Coin(address(0xA11CE), 1_000_000e18);
        vm.startPrank(address(0xA11CE));
        coin.transfer(address(0xB0B), 200_000e18);
        coin.transfer(address(0xCA401), 100_000e18);
        coin.approve(address(0xB0B), 50_000e18);
        vm.stopPrank();
    }
}
