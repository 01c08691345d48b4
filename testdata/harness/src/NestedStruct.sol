// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

struct Leg {
    address token;
    uint128 amount;
    bool out;
}

struct Terms {
    uint8 kind;
    bytes32 tag;
}

struct Order {
    address maker;
    Terms terms;
    Leg[] legs;
}

/// Books orders with several legs.
/// Flaw: kind 3 forgets what goes out.
contract NestedStruct {
    uint256 public sumIn;
    uint256 public sumOut;
    uint256 public booked;

    function book(Order calldata order) external {
        require(order.maker != address(0), "no maker");
        require(order.terms.tag != bytes32(0), "no tag");
        require(order.legs.length == 2, "two legs");
        require(!order.legs[0].out && order.legs[1].out, "in, then out");
        require(order.legs[1].amount > 0 && order.legs[0].amount >= order.legs[1].amount, "bad amounts");
        sumIn += order.legs[0].amount;
        if (order.terms.kind != 3) sumOut += order.legs[1].amount;
        booked += order.legs[1].amount;
    }
}
