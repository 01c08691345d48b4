// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";

/// Anybody may charge a subscriber, once a month, the price that it agreed to, and gets a hundredth of it for the trouble.
contract Subscription {
    Token public immutable token;
    address public immutable merchant;
    uint256 public immutable price;
    mapping(address => uint256) public paidUntil;

    constructor(Token token_, address merchant_, uint256 price_) {
        (token, merchant, price) = (token_, merchant_, price_);
    }

    function subscribe() external {
        require(paidUntil[msg.sender] == 0, "subscribed already");
        paidUntil[msg.sender] = block.timestamp;
        charge(msg.sender);
    }

    function cancel() external {
        paidUntil[msg.sender] = 0;
    }

    function charge(address who) public {
        require(paidUntil[who] != 0 && paidUntil[who] <= block.timestamp, "not due");
        paidUntil[who] += 30 days;
        token.transferFrom(who, merchant, price * 99 / 100);
        token.transferFrom(who, msg.sender, price / 100);
    }
}

/// Sells a year's access to whoever approved the price, and takes the payments in itself.
contract Pass {
    Token public immutable token;
    address public immutable merchant;
    uint256 public constant PRICE = 500e6;
    mapping(address => uint256) public wanted;
    mapping(address => uint256) public validUntil;

    constructor(Token token_, address merchant_) {
        (token, merchant) = (token_, merchant_);
    }

    function order() external {
        wanted[msg.sender]++;
    }

    function collect(address who) external {
        wanted[who]--;
        validUntil[who] = block.timestamp + 365 days;
        token.transferFrom(who, address(this), PRICE);
    }

    function cash() external {
        require(msg.sender == merchant, "only the merchant");
        token.transfer(merchant, token.balanceOf(address(this)));
    }
}

/// Subscribers whose month is over, and an order that is not collected yet.
contract World {
    Token public token;
    Subscription public subscription;
    Pass public pass;

    function setUp() public {
        token = new Token("Dollar", "USD", 6);
        subscription = new Subscription(token, address(0x5E11), 30e6);
        pass = new Pass(token, address(0x5E11));
        join(address(0xA11CE), 3_000e6);
        join(address(0xB0B), 900e6);
        vm.warp(block.timestamp + 31 days);
    }

    function join(address who, uint256 amount) private {
        token.mint(who, amount);
        vm.prank(who);
        token.approve(address(subscription), type(uint256).max);
        vm.prank(who);
        token.approve(address(pass), type(uint256).max);
        vm.prank(who);
        subscription.subscribe();
        vm.prank(who);
        pass.order();
    }
}
