// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Batch, Proxy, Wallet} from "./Vulnerable.sol";

/// An exchange's cold wallet with ether and staked ether.
contract World {
    Wallet public wallet;
    Batch public batch;
    Token public stETH;

    function setUp() public {
        batch = new Batch(payable(address(0x3A63)));
        bytes memory setup = abi.encodeCall(Wallet.setUp, (address(0x40041), batch));
        wallet = Wallet(address(new Proxy(address(new Wallet()), setup)));
        vm.deal(address(wallet), 401_347 ether);
        stETH = new Token("Staked Ether", "stETH", 18);
        stETH.mint(address(wallet), 90_375e18);
        stETH.mint(address(0xD0E), 1_000_000e18);
    }
}
