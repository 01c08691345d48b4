// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// A token that pays many receivers at once. Sums are checked one by one, as before the language did so itself.
contract BecToken {
    string public constant name = "BeautyChain";
    string public constant symbol = "BEC";
    uint8 public constant decimals = 18;
    uint256 public constant totalSupply = 7_000_000_000 ether;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 amount);
    event Approval(address indexed owner, address indexed spender, uint256 amount);

    constructor() {
        balanceOf[msg.sender] = totalSupply;
        emit Transfer(address(0), msg.sender, totalSupply);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] = sub(allowance[from][msg.sender], amount);
        move(from, to, amount);
        return true;
    }

    /// Sends the same amount to each of at most twenty receivers.
    function batchTransfer(address[] calldata receivers, uint256 value) external returns (bool) {
        uint256 count = receivers.length;
        uint256 amount;
        unchecked {
            amount = count * value;
        }
        require(count > 0 && count <= 20, "too many receivers");
        require(value > 0 && balanceOf[msg.sender] >= amount, "not enough");
        balanceOf[msg.sender] = sub(balanceOf[msg.sender], amount);
        for (uint256 i; i < count; i++) {
            balanceOf[receivers[i]] = add(balanceOf[receivers[i]], value);
            emit Transfer(msg.sender, receivers[i], value);
        }
        return true;
    }

    function move(address from, address to, uint256 amount) private {
        balanceOf[from] = sub(balanceOf[from], amount);
        balanceOf[to] = add(balanceOf[to], amount);
        emit Transfer(from, to, amount);
    }

    function add(uint256 a, uint256 b) private pure returns (uint256 c) {
        unchecked {
            c = a + b;
        }
        require(c >= a, "overflow");
    }

    function sub(uint256 a, uint256 b) private pure returns (uint256 c) {
        require(b <= a, "underflow");
        unchecked {
            c = a - b;
        }
    }

    function mul(uint256 a, uint256 b) private pure returns (uint256 c) {
        unchecked {
            c = a * b;
            require(a == 0 || c / a == b, "overflow");
        }
    }
}
