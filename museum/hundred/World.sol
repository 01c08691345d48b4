// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";
import {Bank, Market} from "./Vulnerable.sol";

/// Two lending markets: dollars, in use, and bitcoin, listed a moment ago.
contract World {
    Token public usd;
    Token public wbtc;
    Bank public bank;
    Market public usdMarket;
    Market public wbtcMarket;

    function setUp() public {
        usd = new Token("Dollar", "USD", 18);
        wbtc = new Token("Wrapped Bitcoin", "WBTC", 8);
        bank = new Bank();
        usdMarket = new Market(bank, usd);
        wbtcMarket = new Market(bank, wbtc);
        bank.list(usdMarket, 1e18);
        // One unit of 8 decimals at 30,000 dollars for the whole.
        bank.list(wbtcMarket, 30_000e18 * 1e10);
        wbtc.mint(address(0xCA401), 2_000e8);
        usd.mint(address(this), 1 ether);
        usd.approve(address(usdMarket), 1 ether);
        usdMarket.mint(1 ether);
        supply(address(0xA11CE), 4_000_000 ether);
        supply(address(0xB0B), 3_000_000 ether);
    }

    function supply(address who, uint256 amount) private {
        usd.mint(who, amount);
        vm.startPrank(who);
        usd.approve(address(usdMarket), amount);
        usdMarket.mint(amount);
        vm.stopPrank();
    }
}
