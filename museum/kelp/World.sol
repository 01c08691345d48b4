// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Adapter} from "./Vulnerable.sol";

/// A bridge with tokens locked for holders on the other chain, one of whom is on the way back, and a market of the token.
contract World {
    Token public rsETH;
    Token public weth;
    Adapter public adapter;
    Pair public pair;

    function setUp() public {
        rsETH = new Token("Restaked Ether", "rsETH", 18);
        weth = new Token("Wrapped Ether", "WETH", 18);
        address[3] memory verifiers = [address(0x7E501), address(0x7E502), address(0x7E503)];
        adapter = new Adapter(rsETH, verifiers);
        send(address(0xA11CE), 70_000e18);
        send(address(0xB0B), 47_000e18);
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(verifiers[i]);
            adapter.attest(1, address(0xB0B), 500e18);
        }
        pair = new Pair(rsETH, weth);
        rsETH.mint(address(pair), 100_000e18);
        weth.mint(address(pair), 106_000e18);
        pair.mint(address(0xCA401));
        rsETH.mint(address(0xD0E), 200_000e18);
        weth.mint(address(0xD0E), 200_000e18);
    }

    function send(address who, uint256 amount) private {
        rsETH.mint(who, amount);
        vm.startPrank(who);
        rsETH.approve(address(adapter), amount);
        adapter.send(bytes32(uint256(uint160(who))), amount);
        vm.stopPrank();
    }
}
