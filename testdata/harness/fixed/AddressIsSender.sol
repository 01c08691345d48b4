// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Claims a gift for an account.
contract AddressIsSender {
    mapping(address => uint256) public gifts;
    uint256 public most;

    function claim(address who) external {
        require(who == msg.sender, "not yours");
        require(gifts[who] == 0, "once only");
        gifts[who] += 1;
        if (gifts[who] > most) most = gifts[who];
    }
}
