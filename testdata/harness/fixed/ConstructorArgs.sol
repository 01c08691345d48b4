// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Pays a fixed prize from its starting balance.
contract ConstructorArgs {
    uint256 internal immutable prize;
    address internal immutable judge;
    uint256 internal taken;

    constructor(uint256 prize_, address judge_) payable {
        prize = prize_;
        judge = judge_;
    }

    function award(address payable to) external {
        require(msg.sender == judge, "not the judge");
        require(address(this).balance >= prize && prize > 0, "no prize left");
        require(taken == 0, "taken");
        taken += 1;
        (bool ok,) = to.call{value: prize}("");
        require(ok, "not paid");
    }
}
