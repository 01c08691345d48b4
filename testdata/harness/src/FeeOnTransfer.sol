// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A token that burns one percent of every transfer.
contract BurningToken {
    mapping(address => uint256) public balanceOf;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    /// Everybody trusts everybody here: allowances are another case.
    function pull(address from, address to, uint256 amount) external {
        balanceOf[from] -= amount;
        balanceOf[to] += amount - amount / 100;
    }
}

/// Holds tokens for users.
/// Flaw: it credits what was sent instead of what arrived.
contract FeeOnTransfer {
    BurningToken public immutable token;
    mapping(address => uint256) public creditOf;
    uint256 public credited;

    constructor(BurningToken token_) {
        token = token_;
    }

    function deposit(uint256 amount) external {
        uint256 before = token.balanceOf(address(this));
        token.pull(msg.sender, address(this), amount);
        uint256 arrived = amount;
        require(before + amount >= before);
        creditOf[msg.sender] += arrived;
        credited += arrived;
    }

    function withdraw(uint256 amount) external {
        creditOf[msg.sender] -= amount;
        credited -= amount;
        token.pull(address(this), msg.sender, amount);
    }
}
