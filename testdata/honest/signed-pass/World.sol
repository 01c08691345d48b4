// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";

/// Sells tokens to members, who show a pass that the owner signed.
contract Shop {
    Token public immutable token;
    address public immutable owner;
    uint256 public constant PRICE = 0.01 ether;
    mapping(bytes32 => bool) public refunded;

    constructor(Token token_, address owner_) {
        token = token_;
        owner = owner_;
    }

    receive() external payable {}

    function pass() public view returns (bytes32) {
        return keccak256(abi.encode("pass", block.chainid, address(this)));
    }

    function refund(address member, uint256 amount, uint256 number) public view returns (bytes32) {
        return keccak256(abi.encode("refund", block.chainid, address(this), member, amount, number));
    }

    function buy(uint256 units, uint8 v, bytes32 r, bytes32 s) external payable {
        require(ecrecover(pass(), v, r, s) == owner, "members only");
        require(msg.value == units * PRICE, "wrong price");
        token.transfer(msg.sender, units * 1e18);
    }

    function giveBack(address member, uint256 amount, uint256 number, uint8 v, bytes32 r, bytes32 s) external {
        bytes32 id = refund(member, amount, number);
        require(ecrecover(id, v, r, s) == owner, "not signed");
        require(!refunded[id], "given back already");
        refunded[id] = true;
        (bool ok,) = member.call{value: amount}("");
        require(ok, "payment failed");
    }
}

/// A shop with one member, who has bought something and got back some of it.
contract World {
    uint256 private constant KEY = 0x5163;

    Token public token;
    Shop public shop;

    function setUp() public {
        address member = address(0xA11CE);
        token = new Token("Book", "BOOK", 18);
        shop = new Shop(token, vm.addr(KEY));
        token.mint(address(shop), 1_000_000e18);
        vm.deal(member, 500 ether);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, shop.pass());
        vm.prank(member);
        shop.buy{value: 400 ether}(40_000, v, r, s);
        (v, r, s) = vm.sign(KEY, shop.refund(member, 20 ether, 1));
        shop.giveBack(member, 20 ether, 1, v, r, s);
    }
}
