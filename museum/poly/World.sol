// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";
import {CrossChainData, CrossChainManager, LockProxy} from "./Vulnerable.sol";

/// One end of a bridge, with the tokens of three users on the other side; one of them has come back once.
contract World {
    Token public usdc;
    Token public weth;
    CrossChainManager public manager;
    CrossChainData public data;
    LockProxy public proxy;

    function setUp() public {
        usdc = new Token("USD Coin", "USDC", 6);
        weth = new Token("Wrapped Ether", "WETH", 18);
        address keeper = address(0x6EE9E4);
        address counterpart = address(0x0718E4);
        manager = new CrossChainManager(keeper, counterpart);
        (data, proxy) = (manager.data(), manager.proxy());
        send(address(0xA11CE), usdc, 85_000_000e6);
        send(address(0xB0B), weth, 26_000 ether);
        send(address(0xDA1), weth, 2_900 ether);
        uint64 other = proxy.OTHER();
        bytes memory args = abi.encode(weth, address(0xDA1), 100 ether);
        vm.prank(keeper);
        manager.verifyAndExecute(1, other, counterpart, address(proxy), "unlock", args);
    }

    function send(address who, Token token, uint256 amount) private {
        token.mint(who, amount);
        vm.startPrank(who);
        token.approve(address(proxy), amount);
        proxy.lock(token, amount, who);
        vm.stopPrank();
    }
}
