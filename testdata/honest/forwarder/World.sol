// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Token} from "common/Token.sol";

/// Makes several calls in one transaction, for anybody and to anybody. It has nothing, and nobody trusts it.
contract Forwarder {
    function forward(address target, bytes calldata data) public payable returns (bytes memory) {
        (bool ok, bytes memory out) = target.call{value: msg.value}(data);
        require(ok, "the call failed");
        return out;
    }
}

/// Keeps tokens, and counts them by who sent them.
contract Box {
    Token public immutable token;
    mapping(address => uint256) public kept;

    constructor(Token token_) {
        token = token_;
    }

    function put(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        kept[msg.sender] += amount;
    }

    function take(uint256 amount) external {
        kept[msg.sender] -= amount;
        token.transfer(msg.sender, amount);
    }
}

/// A forwarder beside a box with tokens: a call in its name is nobody's call.
contract World {
    Token public token;
    Forwarder public forwarder;
    Box public box;

    function setUp() public {
        token = new Token("Dollar", "USD", 6);
        forwarder = new Forwarder();
        box = new Box(token);
        token.mint(address(0xA11CE), 20_000e6);
        vm.prank(address(0xA11CE));
        token.approve(address(box), type(uint256).max);
        vm.prank(address(0xA11CE));
        box.put(5_000e6);
    }
}
