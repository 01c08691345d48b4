// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {vm} from "common/Vm.sol";

contract Items is ERC1155 {
    address public immutable maker;

    constructor() ERC1155("") {
        maker = msg.sender;
    }

    function mint(address to, uint256 id, uint256 amount) external {
        require(msg.sender == maker, "only the maker");
        _mint(to, id, amount, "");
    }
}

/// Keeps items and gives them back.
contract Depot is ERC1155Holder, ReentrancyGuard {
    IERC1155 public immutable items;
    mapping(address => mapping(uint256 => uint256)) public keptFor;

    constructor(IERC1155 items_) {
        items = items_;
    }

    function put(uint256 id, uint256 amount) external nonReentrant {
        keptFor[msg.sender][id] += amount;
        items.safeTransferFrom(msg.sender, address(this), id, amount, "");
    }

    function take(uint256 id, uint256 amount) external nonReentrant {
        keptFor[msg.sender][id] -= amount;
        items.safeTransferFrom(address(this), msg.sender, id, amount, "");
    }
}

/// A depot that two people have put items into.
contract World {
    Items public items;
    Depot public depot;

    function setUp() public {
        items = new Items();
        depot = new Depot(items);
        put(address(0xA11CE), 1, 300);
        put(address(0xB0B), 2, 40);
        items.mint(address(0xD0E), 1, 100);
    }

    function put(address who, uint256 id, uint256 amount) private {
        items.mint(who, id, amount);
        vm.startPrank(who);
        items.setApprovalForAll(address(depot), true);
        depot.put(id, amount);
        vm.stopPrank();
    }
}
