// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";
import {vm} from "common/Vm.sol";

/// A wallet of three owners, two of whom must agree to a call.
contract Wallet {
    uint256 public constant REQUIRED = 2;

    struct Transaction {
        address to;
        uint256 value;
        bytes data;
        uint256 confirmations;
        bool done;
    }

    address[3] public owners;
    Transaction[] public transactions;
    mapping(uint256 => mapping(address => bool)) public confirmed;

    event Submitted(uint256 indexed id, address indexed to, uint256 value);
    event Confirmed(uint256 indexed id, address indexed owner);
    event Executed(uint256 indexed id);

    modifier onlyOwner() {
        require(msg.sender == owners[0] || msg.sender == owners[1] || msg.sender == owners[2], "only an owner");
        _;
    }

    constructor(address[3] memory owners_) payable {
        owners = owners_;
    }

    receive() external payable {}

    function submit(address to, uint256 value, bytes calldata data) external onlyOwner returns (uint256 id) {
        id = transactions.length;
        transactions.push(Transaction(to, value, data, 0, false));
        emit Submitted(id, to, value);
    }

    function confirm(uint256 id) external onlyOwner {
        require(!confirmed[id][msg.sender], "confirmed before");
        confirmed[id][msg.sender] = true;
        transactions[id].confirmations++;
        emit Confirmed(id, msg.sender);
    }

    /// Anyone may execute what enough owners have confirmed, once.
    function execute(uint256 id) external {
        Transaction storage transaction = transactions[id];
        require(transaction.confirmations >= REQUIRED && !transaction.done, "not confirmed, or done");
        transaction.done = true;
        (bool ok,) = transaction.to.call{value: transaction.value}(transaction.data);
        require(ok, "call failed");
        emit Executed(id);
    }
}

/// A wallet with ether and tokens; one payment waits for its execution, another for its second confirmation.
contract World {
    Wallet public wallet;
    Token public token;

    function setUp() public {
        wallet = new Wallet([address(0xA11CE), address(0xB0B), address(0xCA401)]);
        vm.deal(address(wallet), 2_000 ether);
        token = new Token("Token", "TKN", 18);
        token.mint(address(wallet), 400_000e18);
        vm.startPrank(address(0xA11CE));
        wallet.submit(address(0xD0E), 25 ether, "");
        wallet.submit(address(token), 0, abi.encodeCall(Token.transfer, (address(0xE7E), 10_000e18)));
        wallet.confirm(0);
        wallet.confirm(1);
        vm.stopPrank();
        vm.prank(address(0xB0B));
        wallet.confirm(0);
    }
}
