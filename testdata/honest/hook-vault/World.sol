// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {HookToken} from "common/HookToken.sol";
import {Lock} from "common/Lock.sol";
import {vm} from "common/Vm.sol";

/// Shares of a pile of tokens that tell their sender and receiver; every function carries the lock.
contract Vault is Lock {
    /// Shares that nobody owns.
    uint256 private constant DEAD = 1e6;

    HookToken public immutable token;
    uint256 public pile;
    uint256 public totalShares;
    mapping(address => uint256) private shares;

    constructor(HookToken token_) {
        token = token_;
    }

    function sharesOf(address who) external view returns (uint256) {
        return shares[who];
    }

    function deposit(uint256 amount) external lock returns (uint256 minted) {
        token.transferFrom(msg.sender, address(this), amount);
        if (totalShares == 0) {
            minted = amount - DEAD;
            totalShares = DEAD;
        } else {
            minted = amount * totalShares / pile;
        }
        require(minted > 0, "no shares");
        pile += amount;
        totalShares += minted;
        shares[msg.sender] += minted;
    }

    function withdraw(uint256 burned) external lock returns (uint256 amount) {
        amount = burned * pile / totalShares;
        shares[msg.sender] -= burned;
        totalShares -= burned;
        pile -= amount;
        token.transfer(msg.sender, amount);
    }

    /// Income for all holders of shares.
    function add(uint256 amount) external lock {
        token.transferFrom(msg.sender, address(this), amount);
        pile += amount;
    }
}

/// Two depositors and an income.
contract World {
    HookToken public token;
    Vault public vault;

    function setUp() public {
        token = new HookToken("Hooked", "HOOK", 18);
        vault = new Vault(token);
        deposit(address(0xA11CE), 70_000e18);
        token.mint(address(this), 1_234e18);
        token.approve(address(vault), 1_234e18);
        vault.add(1_234e18);
        deposit(address(0xB0B), 5_000e18);
        token.mint(address(0xD0E), 300_000e18);
    }

    function deposit(address who, uint256 amount) private {
        token.mint(who, amount);
        vm.startPrank(who);
        token.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }
}
