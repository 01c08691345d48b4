// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Holds deposits that earn votes for every day that they stay. Two thirds of the votes may run any code.
contract Silo {
    uint256 private constant DELAY = 1 days;
    uint256 private constant PERIOD = 7 days;

    struct Account {
        uint256 amount;
        uint256 grown;
        uint256 at;
    }

    struct Proposal {
        address init;
        bytes data;
        uint256 at;
        uint256 votes;
        bool done;
    }

    Token public immutable bean;
    uint256 public proposalCount;
    mapping(uint256 => Proposal) public proposals;
    mapping(uint256 => mapping(address => bool)) public voted;
    mapping(address => uint256) public lockedUntil;
    mapping(address => Account) private accounts;
    Account private total;

    event Deposit(address indexed who, uint256 amount);
    event Withdraw(address indexed who, uint256 amount);
    event Propose(uint256 indexed id, address init);
    event Vote(uint256 indexed id, address indexed who, uint256 votes);
    event Commit(uint256 indexed id);

    constructor(Token bean_) {
        bean = bean_;
    }

    function depositOf(address who) external view returns (uint256) {
        return accounts[who].amount;
    }

    function votesOf(address who) external view returns (uint256) {
        return power(accounts[who]);
    }

    function totalVotes() public view returns (uint256) {
        return power(total);
    }

    function deposit(uint256 amount) external {
        grow(accounts[msg.sender]);
        grow(total);
        accounts[msg.sender].amount += amount;
        total.amount += amount;
        bean.transferFrom(msg.sender, address(this), amount);
        emit Deposit(msg.sender, amount);
    }

    /// Pays a deposit back; the votes that it has grown are lost with it.
    function withdraw(uint256 amount) external {
        require(block.timestamp >= lockedUntil[msg.sender], "voting");
        Account storage account = accounts[msg.sender];
        grow(account);
        grow(total);
        uint256 lost = account.grown * amount / account.amount;
        account.grown -= lost;
        total.grown -= lost;
        account.amount -= amount;
        total.amount -= amount;
        bean.transfer(msg.sender, amount);
        emit Withdraw(msg.sender, amount);
    }

    function propose(address init, bytes calldata data) external returns (uint256 id) {
        require(accounts[msg.sender].amount > 0, "no deposit");
        id = ++proposalCount;
        proposals[id] = Proposal(init, data, block.timestamp, 0, false);
        emit Propose(id, init);
    }

    /// Adds the caller's votes; the deposit stays until the proposal has ended.
    function vote(uint256 id) external {
        Proposal storage proposal = proposals[id];
        uint256 end = proposal.at + PERIOD;
        require(block.timestamp < end && !voted[id][msg.sender], "not open");
        voted[id][msg.sender] = true;
        if (end > lockedUntil[msg.sender]) lockedUntil[msg.sender] = end;
        uint256 votes = power(accounts[msg.sender]);
        proposal.votes += votes;
        emit Vote(id, msg.sender, votes);
    }

    /// Runs a proposal that is a day old and has two thirds of all votes.
    function emergencyCommit(uint256 id) external {
        Proposal storage proposal = proposals[id];
        require(block.timestamp >= proposal.at + DELAY && block.timestamp < proposal.at + PERIOD, "not open");
        require(!proposal.done && proposal.votes * 3 >= totalVotes() * 2, "not passed");
        proposal.done = true;
        (bool ok,) = proposal.init.delegatecall(proposal.data);
        require(ok, "init failed");
        emit Commit(id);
    }

    function grow(Account storage account) private {
        account.grown += account.amount * (block.timestamp - account.at) / 1 days;
        account.at = block.timestamp;
    }

    function power(Account storage account) private view returns (uint256) {
        uint256 grown = account.grown + account.amount * (block.timestamp - account.at) / 1 days;
        return grown;
    }
}
