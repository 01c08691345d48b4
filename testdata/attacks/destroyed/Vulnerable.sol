// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Tells the time of day to other contracts. It holds nothing.
contract Clock {
    address public immutable keeper;
    uint256 public offset;

    constructor(address keeper_) {
        keeper = keeper_;
    }

    function set(uint256 offset_) external {
        require(msg.sender == keeper, "only the keeper");
        offset = offset_;
    }

    function time() external view returns (uint256) {
        return (block.timestamp + offset) % 1 days;
    }

    function retire(address payable to) external {
        selfdestruct(to);
    }
}
