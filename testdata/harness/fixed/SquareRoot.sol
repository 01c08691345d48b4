// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Takes the proposed integer root of a fixed number.
contract SquareRoot {
    uint256 private constant N = 1_524_157_875_323_883_675_049_535_156_256_668_194;
    bool public locked;

    function propose(uint128 x) external {
        uint256 y = x;
        require(y * y <= N, "too large");
        require((y + 1) * (y + 1) > N, "too small");
    }
}
