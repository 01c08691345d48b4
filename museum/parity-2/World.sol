// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Wallet, WalletLibrary} from "./Vulnerable.sol";

/// Three wallets that share a library. A wallet is called through its library's functions.
contract World {
    WalletLibrary public shared;
    WalletLibrary public polkadot;
    WalletLibrary public iconomi;
    WalletLibrary public savings;

    function setUp() public {
        shared = new WalletLibrary();
        address[] memory two = new address[](2);
        (two[0], two[1]) = (address(0xA11CE), address(0xB0B));
        polkadot = open(two, 306_276 ether);
        iconomi = open(two, 114_939 ether);
        address[] memory one = new address[](1);
        one[0] = address(0xDA1);
        savings = open(one, 92_559 ether);
    }

    function open(address[] memory owners, uint256 amount) private returns (WalletLibrary) {
        Wallet wallet = new Wallet(shared, owners, owners.length);
        vm.deal(owners[0], amount);
        vm.prank(owners[0]);
        (bool paid,) = address(wallet).call{value: amount}("");
        require(paid, "payment failed");
        return WalletLibrary(address(wallet));
    }
}
