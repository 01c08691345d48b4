// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Minters may mint up to a cap; the admin names them.
/// Flaw: the cap is only checked for the admin.
contract RoleGrant {
    uint256 public constant CAP = 1e6;
    address public immutable admin;
    mapping(address => bool) public minter;
    uint256 public totalSupply;

    constructor(address admin_) {
        admin = admin_;
    }

    function grant(address who) external {
        require(msg.sender == admin && who != admin, "not the admin");
        minter[who] = true;
    }

    function mint(uint128 amount) external {
        require(minter[msg.sender] || msg.sender == admin, "not a minter");
        require(minter[msg.sender] || totalSupply + amount <= CAP, "above the cap");
        totalSupply += amount;
    }
}
