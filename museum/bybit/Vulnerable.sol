// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A wallet's address for good: what it does is in the contract that it delegates to.
contract Proxy {
    address private implementation;

    constructor(address implementation_, bytes memory setup) {
        implementation = implementation_;
        (bool ok,) = implementation_.delegatecall(setup);
        require(ok, "setup failed");
    }

    receive() external payable {}

    fallback() external payable {
        address to = implementation;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), to, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}

/// Sweeps everything into one wallet; runs in a cold wallet's place.
contract Batch {
    address payable public immutable warm;

    constructor(address payable warm_) {
        warm = warm_;
    }

    function sweep(Token[] calldata tokens) external {
        for (uint256 i = 0; i < tokens.length; i++) {
            tokens[i].transfer(warm, tokens[i].balanceOf(address(this)));
        }
        (bool paid,) = warm.call{value: address(this).balance}("");
        require(paid, "payment failed");
    }
}

/// A cold wallet: its owners' quorum may send ether to the warm wallet, or run a batch in the wallet's place.
contract Wallet {
    address private implementation;
    /// The account that acts once enough owners have signed.
    address public quorum;
    Batch public batch;
    uint256 public nonce;

    event Executed(uint256 indexed nonce, address indexed to, uint256 value, bool asDelegate);

    constructor() {
        quorum = address(1);
    }

    function setUp(address quorum_, Batch batch_) external {
        require(quorum == address(0), "set up");
        quorum = quorum_;
        batch = batch_;
    }

    function execTransaction(address to, uint256 value, bytes calldata data, bool asDelegate) external {
        require(msg.sender == quorum, "only the quorum");
        emit Executed(nonce++, to, value, asDelegate);
        bool ok;
        if (asDelegate) {
            (ok,) = to.delegatecall(data);
        } else {
            require(to == batch.warm(), "not our wallet");
            (ok,) = to.call{value: value}(data);
        }
        require(ok, "call failed");
    }
}
