// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Keeps ether for shares of which the keeper tells the price.
contract Fund {
    address public immutable keeper;
    uint256 public price = 1 ether;
    mapping(address => uint256) public shares;

    constructor(address keeper_) {
        keeper = keeper_;
    }

    function buy() external payable {
        shares[msg.sender] += msg.value * 1 ether / price;
    }

    function sell(uint256 amount) external {
        shares[msg.sender] -= amount;
        (bool ok,) = msg.sender.call{value: amount * price / 1 ether}("");
        require(ok, "payment failed");
    }

    function report(uint256 price_) external {
        require(msg.sender == keeper, "only the keeper");
        require(price_ >= price / 2 && price_ <= price * 2, "too far");
        price = price_;
    }
}
