// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";

/// A vault whose share price counts a thousand virtual shares.
contract Vault is ERC4626 {
    constructor(IERC20 asset_) ERC20("Vault", "VLT") ERC4626(asset_) {}

    function _decimalsOffset() internal pure override returns (uint8) {
        return 3;
    }
}

/// Three depositors, and an income between them.
contract World {
    Token public asset;
    Vault public vault;

    function setUp() public {
        asset = new Token("Asset", "AST", 18);
        vault = new Vault(IERC20(address(asset)));
        deposit(address(0xA11CE), 100_000e18);
        deposit(address(0xB0B), 40_000e18);
        asset.mint(address(vault), 7_777e18);
        deposit(address(0xCA401), 1_000e18);
        asset.mint(address(0xD0E), 1_000_000e18);
    }

    function deposit(address who, uint256 amount) private {
        asset.mint(who, amount);
        vm.startPrank(who);
        asset.approve(address(vault), amount);
        vault.deposit(amount, who);
        vm.stopPrank();
    }
}
