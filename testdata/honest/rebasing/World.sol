// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";

/// Ether at work: balances are shares of a pool, and grow when income is added to it.
contract StakedEther {
    /// Shares that nobody owns.
    uint256 private constant DEAD = 1e12;

    uint256 public pool;
    uint256 public totalShares;
    mapping(address => uint256) public sharesOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 amount);

    function submit() external payable returns (uint256 shares) {
        if (totalShares == 0) {
            shares = msg.value - DEAD;
            totalShares = DEAD;
        } else {
            shares = toShares(msg.value);
        }
        require(shares > 0, "no shares");
        pool += msg.value;
        totalShares += shares;
        sharesOf[msg.sender] += shares;
        emit Transfer(address(0), msg.sender, msg.value);
    }

    function leave(uint256 shares) external returns (uint256 amount) {
        amount = toAmount(shares);
        sharesOf[msg.sender] -= shares;
        totalShares -= shares;
        pool -= amount;
        emit Transfer(msg.sender, address(0), amount);
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "payment failed");
    }

    /// Income for all holders.
    function add() external payable {
        pool += msg.value;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
        return true;
    }

    function balanceOf(address who) external view returns (uint256) {
        return toAmount(sharesOf[who]);
    }

    function totalSupply() external view returns (uint256) {
        return pool;
    }

    function toShares(uint256 amount) public view returns (uint256) {
        return amount * totalShares / pool;
    }

    function toAmount(uint256 shares) public view returns (uint256) {
        return totalShares == 0 ? 0 : shares * pool / totalShares;
    }

    function move(address from, address to, uint256 amount) private {
        uint256 shares = toShares(amount);
        sharesOf[from] -= shares;
        sharesOf[to] += shares;
        emit Transfer(from, to, amount);
    }
}

/// Holds the rebasing token and gives out one whose balances stand still.
contract Wrapper {
    StakedEther public immutable token;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    constructor(StakedEther token_) {
        token = token_;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return true;
    }

    function wrap(uint256 amount) external returns (uint256 shares) {
        shares = token.toShares(amount);
        balanceOf[msg.sender] += shares;
        totalSupply += shares;
        token.transferFrom(msg.sender, address(this), amount);
    }

    function unwrap(uint256 shares) external returns (uint256 amount) {
        amount = token.toAmount(shares);
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        token.transfer(msg.sender, amount);
    }
}

/// Three holders, one of whom has wrapped, and income since then.
contract World {
    StakedEther public token;
    Wrapper public wrapper;

    function setUp() public {
        token = new StakedEther();
        wrapper = new Wrapper(token);
        submit(address(0xA11CE), 9_000 ether);
        submit(address(0xB0B), 650 ether);
        vm.startPrank(address(0xB0B));
        token.approve(address(wrapper), 400 ether);
        wrapper.wrap(400 ether);
        vm.stopPrank();
        vm.deal(address(this), 321 ether);
        token.add{value: 321 ether}();
        submit(address(0xCA401), 17 ether);
    }

    function submit(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        token.submit{value: amount}();
    }
}
