// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Shares out a sum.
/// Flaw: it may be shared among nobody.
contract PanicDivide {
    uint256 internal members = 3;

    function join() public {
        members += 1;
    }

    function quit() public {
        require(members > 0, "nobody left");
        members -= 1;
    }

    function shareOf(uint256 sum) public returns (uint256 share) {
        share = sum / members;
        if (share == 0) members += 1;
    }
}
