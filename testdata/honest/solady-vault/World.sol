// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {ERC4626} from "solady/src/tokens/ERC4626.sol";

contract Vault is ERC4626 {
    address private immutable token;

    constructor(address token_) {
        token = token_;
    }

    function asset() public view override returns (address) {
        return token;
    }

    function name() public pure override returns (string memory) {
        return "Vault";
    }

    function symbol() public pure override returns (string memory) {
        return "VLT";
    }

    function _underlyingDecimals() internal pure override returns (uint8) {
        return 6;
    }

    function _decimalsOffset() internal pure override returns (uint8) {
        return 6;
    }
}

/// Three depositors of a token with six decimals, and an income between them.
contract World {
    Token public usdc;
    Vault public vault;

    function setUp() public {
        usdc = new Token("USD Coin", "USDC", 6);
        vault = new Vault(address(usdc));
        deposit(address(0xA11CE), 250_000e6);
        deposit(address(0xB0B), 33_333e6);
        usdc.mint(address(vault), 12_345e6);
        deposit(address(0xCA401), 777e6);
        usdc.mint(address(0xD0E), 2_000_000e6);
    }

    function deposit(address who, uint256 amount) private {
        usdc.mint(who, amount);
        vm.startPrank(who);
        usdc.approve(address(vault), amount);
        vault.deposit(amount, who);
        vm.stopPrank();
    }
}
