// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Wallet, WalletLibrary} from "./Vulnerable.sol";

/// Three wallets with two owners each; both must agree. A wallet is called through its library's functions.
contract World {
    WalletLibrary public shared;
    WalletLibrary public edgeless;
    WalletLibrary public swarmCity;
    WalletLibrary public aeternity;

    function setUp() public {
        shared = new WalletLibrary();
        edgeless = open(26_793 ether);
        swarmCity = open(44_055 ether);
        aeternity = open(82_189 ether);
    }

    function open(uint256 amount) private returns (WalletLibrary) {
        address[] memory owners = new address[](2);
        (owners[0], owners[1]) = (address(0xA11CE), address(0xB0B));
        Wallet wallet = new Wallet(shared, owners, 2);
        vm.deal(address(0xA11CE), amount);
        vm.prank(address(0xA11CE));
        (bool paid,) = address(wallet).call{value: amount}("");
        require(paid, "payment failed");
        return WalletLibrary(address(wallet));
    }
}
