// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {TransparentUpgradeableProxy} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";

/// Keeps tokens for their owners until a day of their choice.
contract Locker is Initializable {
    struct Deposit {
        uint256 amount;
        uint256 until;
    }

    Token public token;
    mapping(address => Deposit) public deposits;

    constructor() {
        _disableInitializers();
    }

    function initialize(Token token_) external initializer {
        token = token_;
    }

    function lock(uint256 amount, uint256 until) external {
        Deposit storage deposit = deposits[msg.sender];
        require(until >= deposit.until, "earlier than before");
        deposit.amount += amount;
        deposit.until = until;
        token.transferFrom(msg.sender, address(this), amount);
    }

    function unlock() external {
        Deposit memory deposit = deposits[msg.sender];
        require(block.timestamp >= deposit.until, "too early");
        delete deposits[msg.sender];
        token.transfer(msg.sender, deposit.amount);
    }
}

contract Proxy is TransparentUpgradeableProxy {
    constructor(address implementation, address owner, bytes memory setup)
        TransparentUpgradeableProxy(implementation, owner, setup)
    {}
}

/// A locker behind a proxy, with two owners of tokens.
contract World {
    Token public token;
    Locker public locker;

    function setUp() public {
        token = new Token("Token", "TKN", 18);
        Locker implementation = new Locker();
        bytes memory setup = abi.encodeCall(Locker.initialize, (token));
        locker = Locker(address(new Proxy(address(implementation), address(0xC0C1), setup)));
        lock(address(0xA11CE), 900_000e18, 0);
        lock(address(0xB0B), 80_000e18, block.timestamp + 30 days);
        token.mint(address(0xD0E), 1_000_000e18);
    }

    function lock(address who, uint256 amount, uint256 until) private {
        token.mint(who, amount);
        vm.startPrank(who);
        token.approve(address(locker), amount);
        locker.lock(amount, until);
        vm.stopPrank();
    }
}
