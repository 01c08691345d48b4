// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// What a leveraged position is opened and closed through; it sends back to the bank what it holds at the end.
interface Strategy {
    function execute(bytes calldata data) external payable;
}

/// A bank for ether: its shares bear interest, and it lends to strategies within one transaction.
contract Bank {
    string public constant name = "Interest Bearing ETH";
    string public constant symbol = "ibETH";
    uint8 public constant decimals = 18;
    uint256 public totalSupply;
    uint256 public debt;
    mapping(address => uint256) public balanceOf;
    bool private locked;

    modifier lock() {
        require(!locked, "locked");
        locked = true;
        _;
        locked = false;
    }

    receive() external payable {}

    /// The ether that belongs to all shares together.
    function totalETH() external view returns (uint256) {
        return total();
    }

    function deposit() external payable lock returns (uint256 shares) {
        shares = totalSupply == 0 ? msg.value : msg.value * totalSupply / (total() - msg.value);
        require(shares > 0, "no shares");
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
    }

    function withdraw(uint256 shares) external lock {
        uint256 amount = shares * total() / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        pay(msg.sender, amount);
    }

    /// Lends to a strategy for the length of the call. The ether sent along is the margin; what is above the loan goes back.
    function work(address strategy, uint256 loan, bytes calldata data) external payable lock {
        uint256 before = address(this).balance - msg.value;
        debt += loan;
        Strategy(strategy).execute{value: loan}(data);
        debt -= loan;
        require(address(this).balance >= before, "loan not repaid");
        pay(msg.sender, address(this).balance - before);
    }

    function total() private view returns (uint256) {
        return address(this).balance + debt;
    }

    function pay(address to, uint256 amount) private {
        (bool paid,) = to.call{value: amount}("");
        require(paid, "payment failed");
    }
}

/// A fund that keeps its ether partly in cash and partly at the bank.
contract Fund {
    Bank public immutable bank;
    address public immutable rebalancer;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    bool private locked;

    modifier lock() {
        require(!locked, "locked");
        locked = true;
        _;
        locked = false;
    }

    constructor(Bank bank_) {
        bank = bank_;
        rebalancer = msg.sender;
    }

    receive() external payable {}

    /// Cash and the value of the shares at the bank.
    function value() public view returns (uint256) {
        return address(this).balance + bank.balanceOf(address(this)) * bank.totalETH() / bank.totalSupply();
    }

    function deposit() external payable lock returns (uint256 shares) {
        shares = totalSupply == 0 ? msg.value : msg.value * totalSupply / (value() - msg.value);
        require(shares > 0, "no shares");
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
    }

    /// Pays in cash, and where that is short takes the rest from the bank.
    function withdraw(uint256 shares) external lock {
        uint256 amount = shares * value() / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        if (amount > address(this).balance) {
            uint256 parts = (amount - address(this).balance) * bank.totalSupply() / bank.totalETH() + 1;
            uint256 held = bank.balanceOf(address(this));
            bank.withdraw(parts < held ? parts : held);
            if (amount > address(this).balance) amount = address(this).balance;
        }
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid, "payment failed");
    }

    function invest(uint256 amount) external lock {
        require(msg.sender == rebalancer, "only the rebalancer");
        bank.deposit{value: amount}();
    }
}
