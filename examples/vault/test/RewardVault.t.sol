// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {Coin} from "../src/Coin.sol";
import {RewardVault} from "../src/RewardVault.sol";

/// The users of the vault. A fuzzer picks the function, the numbers and the sender; this contract turns them into calls that a real
/// user could make, so that few of them fail for dull reasons.
contract Users is Stand {
    Coin private immutable coin;
    RewardVault private immutable vault;
    address[] private users;

    constructor(Coin coin_, RewardVault vault_, address[] memory users_) {
        coin = coin_;
        vault = vault_;
        users = users_;
        for (uint256 i = 0; i < users.length; i++) {
            vm.prank(users[i]);
            coin.approve(address(vault), type(uint256).max);
        }
    }

    function deposit(uint256 who, uint256 amount) external {
        address user = pick(who);
        amount = bound(amount, 0, coin.balanceOf(user));
        vm.prank(user);
        vault.deposit(amount);
    }

    function withdraw(uint256 who, uint256 amount) external {
        address user = pick(who);
        amount = bound(amount, 0, vault.sharesOf(user));
        vm.prank(user);
        vault.withdraw(amount);
    }

    function reward(uint256 who, uint256 amount) external {
        address user = pick(who);
        amount = bound(amount, 0, coin.balanceOf(user));
        vm.prank(user);
        vault.reward(amount);
    }

    function transferShares(uint256 who, uint256 to, uint256 amount) external {
        address user = pick(who);
        amount = bound(amount, 0, vault.sharesOf(user));
        vm.prank(user);
        vault.transferShares(pick(to), amount);
    }

    function claim(uint256 who) external {
        vm.prank(pick(who));
        vault.claim();
    }

    function count() external view returns (uint256) {
        return users.length;
    }

    function at(uint256 i) external view returns (address) {
        return users[i];
    }

    function pick(uint256 who) private view returns (address) {
        return users[who % users.length];
    }
}

contract RewardVaultTest is Invariants {
    Coin private coin;
    RewardVault private vault;
    Users private users;

    function setUp() public {
        coin = new Coin(3_000 ether);
        vault = new RewardVault(coin);

        address[] memory names = new address[](3);
        names[0] = makeAddr("alice");
        names[1] = makeAddr("bob");
        names[2] = makeAddr("carol");
        for (uint256 i = 0; i < names.length; i++) {
            coin.transfer(names[i], 1_000 ether);
        }

        users = new Users(coin, vault, names);
        targetContract(address(users));
    }

    /// Whatever happens with rewards, everybody can have the deposit back.
    function invariant_depositsAreCovered() public view {
        vm.assertGe(coin.balanceOf(address(vault)), vault.totalShares(), "the vault cannot pay the deposits back");
    }

    /// Shares come from deposits only.
    function invariant_sharesAddUp() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < users.count(); i++) {
            sum += vault.sharesOf(users.at(i));
        }
        vm.assertEq(sum, vault.totalShares(), "shares from nowhere");
    }
}
