// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {ERC20} from "solmate/src/tokens/ERC20.sol";
import {ERC4626} from "solmate/src/tokens/ERC4626.sol";

contract Coin is ERC20("Coin", "COIN", 18) {
    address private immutable minter = msg.sender;

    function mint(address to, uint256 amount) external {
        require(msg.sender == minter, "only the minter");
        _mint(to, amount);
    }
}

/// A vault without virtual shares, as the library has it.
contract Vault is ERC4626 {
    constructor(ERC20 asset_) ERC4626(asset_, "Vault", "VLT") {}

    function totalAssets() public view override returns (uint256) {
        return asset.balanceOf(address(this));
    }
}

/// The first deposit belongs to nobody, so that the price of a share cannot be driven from nothing.
contract World {
    Coin public coin;
    Vault public vault;

    function setUp() public {
        coin = new Coin();
        vault = new Vault(coin);
        coin.mint(address(this), 1_000e18);
        coin.approve(address(vault), 1_000e18);
        vault.deposit(1_000e18, address(0xdEaD));
        deposit(address(0xA11CE), 60_000e18);
        deposit(address(0xB0B), 9_000e18);
        coin.mint(address(vault), 3_210e18);
        coin.mint(address(0xD0E), 500_000e18);
    }

    function deposit(address who, uint256 amount) private {
        coin.mint(who, amount);
        vm.startPrank(who);
        coin.approve(address(vault), amount);
        vault.deposit(amount, who);
        vm.stopPrank();
    }
}
