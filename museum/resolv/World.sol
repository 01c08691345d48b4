// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Pair} from "common/Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Dollar, Issuer} from "./Vulnerable.sol";

/// A dollar with two holders, a request that waits for the service, and a market against USDC.
contract World {
    Token public usdc;
    Issuer public issuer;
    Dollar public dollar;
    Pair public pair;

    address private constant SERVICE = address(0x5E21);

    function setUp() public {
        usdc = new Token("USD Coin", "USDC", 6);
        issuer = new Issuer(usdc, SERVICE);
        dollar = issuer.dollar();
        issue(address(0xA11CE), 30_000_000);
        issue(address(0xB0B), 20_000_000);
        pair = new Pair(usdc, dollar);
        usdc.mint(address(pair), 12_000_000e6);
        vm.prank(address(0xB0B));
        dollar.transfer(address(pair), 12_000_000e18);
        pair.mint(address(0xB0B));
        request(address(0xCA401), 500_000);
        usdc.mint(address(0xD0E), 100_000_000e6);
    }

    function issue(address who, uint256 amount) private {
        uint256 id = request(who, amount);
        vm.prank(SERVICE);
        issuer.completeMint(id, amount * 1e18);
        vm.prank(who);
        dollar.approve(address(issuer), type(uint256).max);
    }

    function request(address who, uint256 amount) private returns (uint256 id) {
        usdc.mint(who, amount * 1e6);
        vm.startPrank(who);
        usdc.approve(address(issuer), amount * 1e6);
        id = issuer.requestMint(amount * 1e6, amount * 1e18);
        vm.stopPrank();
    }
}
