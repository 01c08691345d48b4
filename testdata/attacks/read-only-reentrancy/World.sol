// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {SharePool} from "./Vulnerable.sol";

/// Writes down what shares are worth, for others to settle by.
contract PriceBook {
    SharePool public immutable pool;
    uint256 public price;
    uint256 public writtenAt;

    constructor(SharePool pool_) {
        pool = pool_;
    }

    function write() external {
        price = pool.price();
        writtenAt = block.timestamp;
    }
}

/// A pool of two holders, and a book of its prices.
contract World {
    SharePool public pool;
    PriceBook public book;

    function setUp() public {
        pool = new SharePool();
        book = new PriceBook(pool);
        join(address(0xA11CE), 70 ether);
        join(address(0xB0B), 30 ether);
        book.write();
    }

    function join(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        pool.deposit{value: amount}();
    }
}
