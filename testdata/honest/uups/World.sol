// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {vm} from "common/Vm.sol";

/// Keeps ether for its owners; its code may be replaced by one account.
contract Bank is Initializable, UUPSUpgradeable {
    address public owner;
    mapping(address => uint256) public balanceOf;

    event Deposit(address indexed who, uint256 amount);
    event Withdraw(address indexed who, uint256 amount);

    constructor() {
        _disableInitializers();
    }

    function initialize(address owner_) external initializer {
        owner = owner_;
    }

    function deposit() external payable {
        balanceOf[msg.sender] += msg.value;
        emit Deposit(msg.sender, msg.value);
    }

    function withdraw(uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "payment failed");
        emit Withdraw(msg.sender, amount);
    }

    function _authorizeUpgrade(address) internal view override {
        require(msg.sender == owner, "only the owner");
    }
}

contract Proxy is ERC1967Proxy {
    constructor(address implementation, bytes memory setup) ERC1967Proxy(implementation, setup) {}
}

/// A bank behind a proxy, initialised when it was deployed, with three owners of ether.
contract World {
    Bank public implementation;
    Bank public bank;

    function setUp() public {
        implementation = new Bank();
        bank = Bank(address(new Proxy(address(implementation), abi.encodeCall(Bank.initialize, (address(0xC0C1))))));
        deposit(address(0xA11CE), 500 ether);
        deposit(address(0xB0B), 70 ether);
        deposit(address(0xCA401), 3 ether);
    }

    function deposit(address who, uint256 amount) private {
        vm.deal(who, amount);
        vm.prank(who);
        bank.deposit{value: amount}();
    }
}
