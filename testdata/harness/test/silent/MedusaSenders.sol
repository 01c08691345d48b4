// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract MedusaSendersMedusa {
    uint256 private last = block.timestamp;
    bool private broken;

    function visit() external {
        uint160 who = uint160(msg.sender);
        if (who != 0x10000 && who != 0x20000 && who != 0x30000) broken = true;
        // The limit is a week for one step; between two visits there may be many steps, so only time's direction is certain.
        if (block.timestamp < last) broken = true;
        last = block.timestamp;
    }

    function property_unbroken() public view returns (bool) {
        return !broken;
    }
}
