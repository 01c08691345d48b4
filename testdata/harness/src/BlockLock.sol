// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Votes are counted for a hundred blocks after a proposal, then it can be executed once for fifty blocks.
/// Flaw: executing does not clear the proposal, so it can be executed again in the same window.
contract BlockLock {
    uint256 public proposedAt;
    uint256 public proposed;
    uint256 public executed;

    function propose() external {
        require(proposedAt == 0 || block.number > proposedAt + 150, "one at a time");
        proposedAt = block.number;
        proposed += 1;
    }

    function execute() external {
        require(proposedAt != 0, "nothing proposed");
        require(block.number >= proposedAt + 100 && block.number <= proposedAt + 150, "not in the window");
        executed += 1;
    }
}
