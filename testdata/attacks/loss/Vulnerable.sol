// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Keeps ether for its members by shares, which may be given back to the others.
contract Club {
    mapping(address => uint256) public shares;
    uint256 public total;

    function join() external payable {
        uint256 before = address(this).balance - msg.value;
        uint256 made = total == 0 ? msg.value : msg.value * total / before;
        shares[msg.sender] += made;
        total += made;
    }

    function leave(uint256 amount) external {
        uint256 paid = total == 0 ? 0 : amount * address(this).balance / total;
        shares[msg.sender] -= amount;
        total -= amount;
        (bool ok,) = msg.sender.call{value: paid}("");
        require(ok, "payment failed");
    }

    function waive(address member, uint256 amount) external {
        shares[member] -= amount;
        total -= amount;
    }
}
