// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";

/// Keeps ether of others at work.
contract Savings {
    mapping(address => uint256) public saved;

    function put() external payable {
        saved[msg.sender] += msg.value;
    }

    function take(uint256 amount) external {
        saved[msg.sender] -= amount;
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok, "payment failed");
    }
}

/// Owes prizes to winners; anybody may pay one out, and put what lies idle to work. What cannot be paid is paid later.
contract Prizes {
    address public immutable owner = msg.sender;
    Savings public immutable savings = new Savings();
    mapping(address => uint256) public owed;
    mapping(address => uint256) public late;

    receive() external payable {}

    function award(address winner) external payable {
        require(msg.sender == owner, "only the owner");
        owed[winner] += msg.value;
    }

    function invest(uint256 amount) external {
        savings.put{value: amount}();
    }

    function divest(uint256 amount) external {
        require(msg.sender == owner, "only the owner");
        savings.take(amount);
    }

    function pay(address winner) external {
        uint256 amount = owed[winner] + late[winner];
        owed[winner] = 0;
        late[winner] = 0;
        if (!payable(winner).send(amount)) late[winner] = amount;
    }
}

/// Three winners who did not take their prizes yet.
contract World {
    Prizes public prizes;

    function setUp() public {
        prizes = new Prizes();
        vm.deal(address(this), 60 ether);
        prizes.award{value: 30 ether}(address(0xA11CE));
        prizes.award{value: 20 ether}(address(0xB0B));
        prizes.award{value: 10 ether}(address(0xCAFE));
    }
}
