// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Pays out ether against vouchers that its issuer signed.
contract Till {
    address public immutable issuer;
    uint256 public paid;
    mapping(bytes32 => bool) public cashed;

    constructor(address issuer_) payable {
        issuer = issuer_;
    }

    receive() external payable {}

    function digest(address payee, uint256 amount) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), payee, amount));
    }

    function cash(address payee, uint256 amount, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(digest(payee, amount), v, r, s) == issuer, "not signed");
        require(!cashed[digest(payee, amount)], "cashed already");
        cashed[digest(payee, amount)] = true;
        paid += amount;
        (bool ok,) = payee.call{value: amount}("");
        require(ok, "payment failed");
    }
}
