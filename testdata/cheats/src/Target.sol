// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// What the tests call.
contract Target {
    event Moved(address indexed from, address indexed to, uint256 indexed id, uint256 amount);
    event Other(uint256 amount);
    event Hidden(uint256 indexed one, uint256 two) anonymous;

    error Refused(uint256 code);

    uint256 public number;
    mapping(address => uint256) public balances;
    address public lastSender;
    address public lastOrigin;

    constructor(uint256 start) payable {
        number = start;
    }

    receive() external payable {}

    function set(uint256 value) external payable returns (uint256) {
        number = value;
        lastSender = msg.sender;
        lastOrigin = tx.origin;
        return value * 2;
    }

    function who() external view returns (address, address) {
        return (msg.sender, tx.origin);
    }

    function nested(Target other) external view returns (address, address) {
        return other.who();
    }

    function move(address to, uint256 amount) external {
        emit Other(amount);
        emit Moved(msg.sender, to, 7, amount);
    }

    function hidden(uint256 one) external {
        emit Hidden(one, one + 1);
    }

    function refuse(uint256 code) external pure {
        revert Refused(code);
    }

    function complain() external pure {
        revert("no way");
    }

    function silent() external pure {
        revert();
    }

    function callRefuse(Target other, uint256 code) external pure {
        other.refuse(code);
    }

    function divide(uint256 a, uint256 b) external pure returns (uint256) {
        return a / b;
    }

    function credit(address account, uint256 amount) external {
        balances[account] += amount;
    }

    function make() external returns (Delegate) {
        return new Delegate();
    }
}

/// A library-like contract for delegated pranks.
contract Delegate {
    uint256 public number;
    address public lastSender;

    function write(uint256 value) external {
        number = value;
        lastSender = msg.sender;
    }
}

/// A constructor that refuses.
contract Broken {
    constructor(uint256 code) {
        if (code > 0) revert Target.Refused(code);
    }
}
