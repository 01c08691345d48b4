// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A vault of plain numbers: shares are a part of all assets.
/// Flaw: the first share can be made so dear that the next depositor gets none.
contract FirstDeposit {
    uint256 public assets;
    uint256 public shares;
    mapping(address => uint256) public sharesOf;

    function deposit(uint256 amount) external returns (uint256 minted) {
        require(amount > 0 && amount <= 1e24, "bad amount");
        minted = shares == 0 ? amount : amount * shares / assets;
        assets += amount;
        shares += minted;
        sharesOf[msg.sender] += minted;
    }

    /// Whoever sends assets without asking for shares gives them to all holders.
    function donate(uint256 amount) external {
        require(amount <= 1e24, "bad amount");
        assets += amount;
    }

    function worthOf(address user) external view returns (uint256) {
        return shares == 0 ? 0 : sharesOf[user] * assets / shares;
    }
}
