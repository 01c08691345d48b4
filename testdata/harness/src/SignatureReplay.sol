// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Pays whoever brings a cheque that the keeper signed.
/// Flaw: the cheque is not marked as cashed.
contract SignatureReplay {
    address public immutable keeper;
    uint256 public paid;
    mapping(bytes32 => bool) public cashed;

    constructor(address keeper_) {
        keeper = keeper_;
    }

    function digest(address to, uint256 amount, uint256 number) public view returns (bytes32) {
        return keccak256(abi.encode(address(this), to, amount, number));
    }

    function cash(address to, uint256 amount, uint256 number, uint8 v, bytes32 r, bytes32 s) external {
        bytes32 hash = digest(to, amount, number);
        require(ecrecover(hash, v, r, s) == keeper, "bad signature");
        require(!cashed[hash], "cashed before");
        paid += amount;
    }
}
