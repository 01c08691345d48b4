// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A faucet: at most 500 a day, three times.
/// Flaw: none; the most is 1500. The twin allows two times.
contract MedusaMaximum {
    uint256 internal drawn;
    uint256 private times;
    uint256 private last;

    function draw(uint256 amount) external {
        require(amount <= 500, "too much");
        require(times < 3 && block.timestamp >= last + 1 days, "not yet");
        times += 1;
        last = block.timestamp;
        drawn += amount;
    }
}
