// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Executes encoded commands.
contract AbiInBytes {
    uint256 public funds = 1e18;
    uint256 public executed;

    function run(bytes calldata command) external {
        (uint8 op, address to, uint256 amount) = abi.decode(command, (uint8, address, uint256));
        executed += 1;
        if (op == 7 && to != address(0)) {
            require(amount > 0 && amount <= funds, "not enough");
        }
    }
}
