// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// The code that all wallets share; it works on the storage of the wallet that delegates to it.
contract WalletLibrary {
    uint256 public required;
    uint256 public nonce;
    mapping(address => bool) public isOwner;
    mapping(bytes32 => uint256) private confirmations;
    mapping(bytes32 => mapping(address => bool)) private confirmed;

    event Executed(address indexed to, uint256 value, bytes data);

    constructor() {
        // The library is no wallet itself.
        required = type(uint256).max;
    }

    /// Sets the owners and how many of them must agree.
    function initWallet(address[] calldata owners, uint256 required_) external {
        require(required_ > 0 && required_ <= owners.length, "not enough owners");
        for (uint256 i; i < owners.length; i++) {
            isOwner[owners[i]] = true;
        }
        required = required_;
    }

    /// Confirms a call in the wallet's name; the last owner needed makes it happen.
    function execute(address to, uint256 value, bytes calldata data) external {
        require(isOwner[msg.sender], "only an owner");
        bytes32 operation = keccak256(abi.encode(to, value, data, nonce));
        require(!confirmed[operation][msg.sender], "confirmed already");
        confirmed[operation][msg.sender] = true;
        if (++confirmations[operation] < required) return;
        nonce++;
        (bool done,) = to.call{value: value}(data);
        require(done, "call failed");
        emit Executed(to, value, data);
    }
}

/// A wallet: it holds the ether and leaves everything else to the library.
contract Wallet {
    address public immutable code;

    event Deposit(address indexed from, uint256 value);

    constructor(WalletLibrary code_, address[] memory owners, uint256 required) {
        code = address(code_);
        (bool done,) = address(code_).delegatecall(abi.encodeCall(WalletLibrary.initWallet, (owners, required)));
        require(done, "not initialised");
    }

    receive() external payable {
        emit Deposit(msg.sender, msg.value);
    }

    fallback() external payable {
        (bool done, bytes memory answer) = code.delegatecall(msg.data);
        if (!done) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
        assembly {
            return(add(answer, 32), mload(answer))
        }
    }
}
