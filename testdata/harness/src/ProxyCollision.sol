// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// The logic behind a proxy.
contract Logic {
    uint256 public total;

    function add(uint256 n) external {
        unchecked {
            total += n;
        }
    }
}

/// Forwards everything to its logic.
/// Flaw: the owner lies in the slot that the logic uses for its total.
contract ProxyCollision {
    address private ownerSlot = msg.sender;
    address private immutable logic;

    constructor(address logic_) {
        logic = logic_;
    }

    function proxyOwner() external view returns (address) {
        return ownerSlot;
    }

    fallback() external payable {
        address to = logic;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), to, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}
