// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Knows its deployer, its friends and its own address by number.
/// Flaw: the three together open the door.
contract YamlAddresses {
    address private immutable deployer = msg.sender;
    uint256 private visits;
    bool internal open;

    function visit() external {
        if (msg.sender == address(0xabc1)) visits |= 1;
        if (msg.sender == address(0xabc2)) visits |= 2;
        bool home = address(this) == address(0xC0FFEe0000000000000000000000000000000001);
        if (visits == 3 && deployer == address(0xdeb10) && home) open = true;
    }
}
