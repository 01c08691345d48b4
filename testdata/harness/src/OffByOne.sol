// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Members share what comes in.
/// Flaw: the loop stops one member early.
contract OffByOne {
    address[] public members;
    mapping(address => uint256) public creditOf;
    uint256 public credited;
    uint256 public received;

    function join() external {
        require(creditOf[msg.sender] == 0 && members.length < 5, "not now");
        members.push(msg.sender);
    }

    function share(uint96 amount) external {
        require(members.length > 0, "no members");
        uint256 each = amount / members.length;
        received += each * members.length;
        for (uint256 i = 0; i + 1 < members.length; i++) {
            creditOf[members[i]] += each;
            credited += each;
        }
    }
}
