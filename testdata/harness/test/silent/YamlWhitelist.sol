// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract YamlWhitelistEchidna {
    bool private broken;
    uint256 private steps;

    function step() external {
        steps += 1;
    }

    function smash() external {
        broken = true;
    }

    function echidna_unbroken() public view returns (bool) {
        return !broken;
    }
}
