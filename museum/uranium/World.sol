// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";
import {Market} from "./Vulnerable.sol";

/// A market of BNB (at 550 dollars) and dollars, with two providers.
contract World {
    Token public bnb;
    Token public busd;
    Market public market;

    function setUp() public {
        bnb = new Token("Wrapped BNB", "WBNB", 18);
        busd = new Token("Binance USD", "BUSD", 18);
        market = new Market(bnb, busd);
        provide(address(0xA11CE), 24_000 ether);
        provide(address(0xB0B), 10_000 ether);
        bnb.mint(address(0xCA401), 20_000 ether);
        busd.mint(address(0xCA401), 11_000_000 ether);
    }

    function provide(address who, uint256 amount) private {
        bnb.mint(who, amount);
        busd.mint(who, amount * 550);
        vm.startPrank(who);
        bnb.transfer(address(market), amount);
        busd.transfer(address(market), amount * 550);
        market.mint(who);
        vm.stopPrank();
    }
}
