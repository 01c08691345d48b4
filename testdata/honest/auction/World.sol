// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {vm} from "common/Vm.sol";

contract Item is ERC721 {
    constructor(address owner) ERC721("Item", "ITM") {
        _mint(owner, 1);
    }
}

/// Sells one item to the highest bidder; who is outbid fetches the ether.
contract Auction {
    IERC721 public immutable item;
    address public immutable seller;
    uint256 public end;
    address public bidder;
    uint256 public highest;
    bool public settled;
    mapping(address => uint256) public owed;

    event Bid(address indexed who, uint256 amount);
    event Settled(address indexed winner, uint256 amount);

    constructor(IERC721 item_, uint256 duration, uint256 lowest) {
        item = item_;
        seller = msg.sender;
        end = block.timestamp + duration;
        highest = lowest;
    }

    /// Bids at least 5 % more than the last; a late bid gives the others ten minutes more.
    function bid() external payable {
        require(block.timestamp < end, "over");
        require(msg.value * 100 >= highest * 105, "too low");
        if (bidder != address(0)) owed[bidder] += highest;
        bidder = msg.sender;
        highest = msg.value;
        if (end < block.timestamp + 10 minutes) end = block.timestamp + 10 minutes;
        emit Bid(msg.sender, msg.value);
    }

    function settle() external {
        require(block.timestamp >= end && !settled, "not yet, or no more");
        settled = true;
        if (bidder != address(0)) owed[seller] += highest;
        item.transferFrom(address(this), bidder == address(0) ? seller : bidder, 1);
        emit Settled(bidder, highest);
    }

    function fetch() external {
        uint256 amount = owed[msg.sender];
        owed[msg.sender] = 0;
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "payment failed");
    }
}

/// An auction with two bids, the lower of which has not been fetched.
contract World {
    Item public item;
    Auction public auction;

    function setUp() public {
        address seller = address(0xC0C1);
        item = new Item(seller);
        vm.startPrank(seller);
        auction = new Auction(item, 3 days, 1 ether);
        item.transferFrom(seller, address(auction), 1);
        vm.stopPrank();
        bid(address(0xA11CE), 5 ether);
        bid(address(0xB0B), 8 ether);
    }

    function bid(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        auction.bid{value: amount}();
    }
}
