// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {IUniswapV2Factory} from "@uniswap/v2-core/contracts/interfaces/IUniswapV2Factory.sol";
import {IUniswapV2Pair} from "@uniswap/v2-core/contracts/interfaces/IUniswapV2Pair.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";

interface Deployer {
    function deployCode(string calldata artifact, bytes calldata arguments) external returns (address);
}

/// The same two tokens in two markets, of two factories, at prices that differ a little.
contract World {
    Token public weth;
    Token public usdc;
    IUniswapV2Factory public factory;
    IUniswapV2Factory public otherFactory;
    IUniswapV2Pair public pair;
    IUniswapV2Pair public otherPair;

    function setUp() public {
        weth = new Token("Wrapped Ether", "WETH", 18);
        usdc = new Token("USD Coin", "USDC", 6);
        factory = deploy();
        otherFactory = deploy();
        pair = list(factory, address(0xA11CE), 5_000e18, 10_000_000e6);
        otherPair = list(otherFactory, address(0xB0B), 1_000e18, 2_020_000e6);
        weth.mint(address(0xCA401), 20_000e18);
        usdc.mint(address(0xCA401), 40_000_000e6);
    }

    function deploy() private returns (IUniswapV2Factory) {
        bytes memory arguments = abi.encode(address(0xFEE));
        return IUniswapV2Factory(Deployer(address(vm)).deployCode("UniswapV2Factory.sol:UniswapV2Factory", arguments));
    }

    function list(IUniswapV2Factory at, address who, uint256 ether_, uint256 dollars)
        private
        returns (IUniswapV2Pair made)
    {
        made = IUniswapV2Pair(at.createPair(address(weth), address(usdc)));
        weth.mint(address(made), ether_);
        usdc.mint(address(made), dollars);
        made.mint(who);
    }
}
