// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {vm} from "common/Vm.sol";

/// Sells a thousand items, three to an account, and tells the buyer by its hook after all is written.
contract Sale is ERC721 {
    uint256 public constant PRICE = 0.1 ether;
    uint256 public constant ITEMS_MAX = 1000;
    uint256 public constant EACH_MAX = 3;

    address public immutable owner;
    uint256 public sold;
    mapping(address => uint256) public boughtBy;

    constructor(address owner_) ERC721("Items", "ITM") {
        owner = owner_;
    }

    function buy(uint256 count) external payable {
        require(msg.value == count * PRICE, "wrong price");
        require(sold + count <= ITEMS_MAX, "sold out");
        boughtBy[msg.sender] += count;
        require(boughtBy[msg.sender] <= EACH_MAX, "enough for you");
        uint256 first = sold;
        sold += count;
        for (uint256 i = 0; i < count; i++) _safeMint(msg.sender, first + i);
    }

    function collect() external {
        (bool paid,) = owner.call{value: address(this).balance}("");
        require(paid, "payment failed");
    }
}

/// A sale in which two have bought.
contract World {
    Sale public sale;

    function setUp() public {
        sale = new Sale(address(0xC0C1));
        buy(address(0xA11CE), 3);
        buy(address(0xB0B), 1);
    }

    function buy(address who, uint256 count) private {
        vm.deal(who, 10 ether);
        uint256 price = count * sale.PRICE();
        vm.prank(who);
        sale.buy{value: price}(count);
    }
}
