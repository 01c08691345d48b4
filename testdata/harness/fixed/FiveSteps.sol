// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// An order goes through five states.
contract FiveSteps {
    enum State {
        None,
        Open,
        Paid,
        Packed,
        Shipped
    }

    State public state;
    bool public refundedAfterShipping;

    function open() external {
        require(state == State.None, "not new");
        state = State.Open;
    }

    function pay(uint256 amount) external {
        require(state == State.Open && amount >= 100, "not open");
        state = State.Paid;
    }

    function pack() external {
        require(state == State.Paid, "not paid");
        state = State.Packed;
    }

    function ship() external {
        require(state == State.Packed, "not packed");
        state = State.Shipped;
    }

    function cancel() external {
        require(state != State.None && state != State.Shipped, "nothing to cancel");
        refundedAfterShipping = state == State.Shipped;
        state = State.None;
    }
}
