// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";

/// The house commits to a secret before the first ticket is sold; the secret and the players' seeds draw the winner.
contract Lottery {
    uint256 public constant PRICE = 1 ether;
    uint256 private constant REVEAL_TIME = 2 days;

    address public immutable house;
    bytes32 public immutable commitment;
    uint256 public immutable closesAt;
    address[] public tickets;
    bytes32 public mixed;
    address public winner;
    bool public claimed;

    event Bought(uint256 indexed ticket, address indexed who);
    event Drawn(address indexed winner, uint256 pot);

    constructor(address house_, bytes32 commitment_, uint256 duration) {
        house = house_;
        commitment = commitment_;
        closesAt = block.timestamp + duration;
    }

    function buy(bytes32 seed) external payable {
        require(block.timestamp < closesAt, "closed");
        require(msg.value == PRICE, "wrong price");
        mixed = keccak256(abi.encode(mixed, seed, msg.sender));
        emit Bought(tickets.length, msg.sender);
        tickets.push(msg.sender);
    }

    function reveal(bytes32 secret) external {
        require(msg.sender == house && winner == address(0), "not you, or no more");
        require(block.timestamp >= closesAt && block.timestamp < closesAt + REVEAL_TIME, "not now");
        require(keccak256(abi.encode(secret)) == commitment, "another secret");
        winner = tickets[uint256(keccak256(abi.encode(secret, mixed))) % tickets.length];
        emit Drawn(winner, tickets.length * PRICE);
    }

    function claim() external {
        require(msg.sender == winner && !claimed, "not you, or no more");
        claimed = true;
        pay(tickets.length * PRICE);
    }

    /// If the house stays silent, every ticket is paid back.
    function refund(uint256 ticket) external {
        require(block.timestamp >= closesAt + REVEAL_TIME && winner == address(0), "not now");
        require(tickets[ticket] == msg.sender, "not yours");
        tickets[ticket] = address(0);
        pay(PRICE);
    }

    function pay(uint256 amount) private {
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "payment failed");
    }
}

/// A round that has been drawn, its winner not paid yet, and one for which tickets are sold.
contract World {
    Lottery public drawn;
    Lottery public open;

    function setUp() public {
        bytes32 secret = keccak256(abi.encode(address(this), block.timestamp));
        drawn = new Lottery(address(0xC0C1), keccak256(abi.encode(secret)), 1 days);
        buy(drawn, address(0xA11CE));
        buy(drawn, address(0xB0B));
        buy(drawn, address(0xCA401));
        vm.warp(block.timestamp + 1 days);
        vm.prank(address(0xC0C1));
        drawn.reveal(secret);
        secret = keccak256(abi.encode(secret, blockhash(block.number - 1), gasleft()));
        open = new Lottery(address(0xC0C1), keccak256(abi.encode(secret)), 3 days);
        buy(open, address(0xA11CE));
        buy(open, address(0xB0B));
    }

    function buy(Lottery lottery, address who) private {
        vm.deal(who, 10 ether);
        vm.prank(who);
        lottery.buy{value: 1 ether}(bytes32(uint256(uint160(who))));
    }
}
