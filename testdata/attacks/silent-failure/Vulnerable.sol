// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

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

/// Owes prizes to winners; anybody may pay one out, and put what lies idle to work.
contract Prizes {
    address public immutable owner = msg.sender;
    Savings public immutable savings = new Savings();
    mapping(address => uint256) public owed;

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
        uint256 amount = owed[winner];
        owed[winner] = 0;
        payable(winner).send(amount);
    }
}
