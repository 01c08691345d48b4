// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Two reserves whose product must not fall.
contract SkimK {
    uint256 public reserve0 = 1e24;
    uint256 public reserve1 = 1e22;
    uint256 public balance0 = 1e24;
    uint256 public balance1 = 1e22;

    function send0(uint96 amount) external {
        balance0 += amount;
    }

    function send1(uint96 amount) external {
        balance1 += amount;
    }

    function swap0For1() external {
        uint256 amount = balance0 - reserve0;
        require(amount > 0, "send first");
        uint256 out = reserve1 - (reserve0 * reserve1) / balance0 - 1;
        balance1 -= out;
        sync();
    }

    function skim() external {
        uint256 extra = balance0 - reserve0;
        require(extra > 0 && extra < balance0, "nothing to skim");
        balance0 -= extra;
    }

    function sync() public {
        reserve0 = balance0;
        reserve1 = balance1;
    }
}
