// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Payments carry a number, to be used once and in order.
/// Flaw: from the fourth on, the number before is accepted again.
contract NonceSequence {
    uint256 public next = 1000;
    uint256 public paid;
    mapping(uint256 => bool) public used;
    bool public replayed;

    function pay(uint256 nonce) external {
        if (next >= 1004 && nonce == next - 1) {
            replayed = replayed || used[nonce];
            paid += 1;
            return;
        }
        require(nonce == next, "wrong nonce");
        used[nonce] = true;
        next += 1;
        paid += 1;
    }
}
