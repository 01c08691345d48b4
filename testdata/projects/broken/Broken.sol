// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Does not compile: the name on the right is not declared.
contract Broken {
    uint256 public value = missing;
}
