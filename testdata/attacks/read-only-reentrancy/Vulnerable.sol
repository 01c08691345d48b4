// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Ether that belongs to whoever holds shares.
contract SharePool {
    mapping(address => uint256) public sharesOf;
    uint256 public totalShares;
    bool private entered;

    modifier once() {
        require(!entered, "entered");
        entered = true;
        _;
        entered = false;
    }

    function deposit() external payable once {
        uint256 others = address(this).balance - msg.value;
        uint256 shares = totalShares == 0 ? msg.value : msg.value * totalShares / others;
        sharesOf[msg.sender] += shares;
        totalShares += shares;
    }

    function withdraw(uint256 shares) external once {
        uint256 amount = shares * address(this).balance / totalShares;
        sharesOf[msg.sender] -= shares;
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok, "not paid");
        totalShares -= shares;
    }

    /// Wei of 1e18 shares.
    function price() external view returns (uint256) {
        return totalShares == 0 ? 1e18 : address(this).balance * 1e18 / totalShares;
    }
}
