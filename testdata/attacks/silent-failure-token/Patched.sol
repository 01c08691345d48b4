// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// A token of the old kind: what cannot be moved is answered with `false`.
contract Coin {
    string public constant symbol = "COIN";
    uint8 public constant decimals = 6;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    constructor(address owner, uint256 supply) {
        totalSupply = supply;
        balanceOf[owner] = supply;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        if (balanceOf[msg.sender] < amount) return false;
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return true;
    }
}

/// What wages are paid from; its payroll alone spends it.
contract Purse {
    Coin public immutable coin;
    address public immutable payroll = msg.sender;

    constructor(Coin coin_) {
        coin = coin_;
    }

    function spend(address to, uint256 amount) external returns (bool) {
        require(msg.sender == payroll, "only the payroll");
        return coin.transfer(to, amount);
    }
}

/// Wages run up by the day; the employer fills the purse by the week. Anybody may have them paid.
contract Payroll {
    address public immutable employer = msg.sender;
    Purse public immutable purse;
    mapping(address => uint256) public wages;

    constructor(Coin coin) {
        purse = new Purse(coin);
    }

    function note(address worker, uint256 amount) external {
        require(msg.sender == employer, "only the employer");
        wages[worker] += amount;
    }

    function pay(address worker) external {
        uint256 amount = wages[worker];
        wages[worker] = 0;
        require(purse.spend(worker, amount), "payment failed");
    }
}
