// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A stack with a cached height.
/// Flaw: popping many lowers the cache once.
contract MedusaAssert {
    uint256[] internal items;
    uint256 internal height;

    function push(uint256 item) public {
        items.push(item);
        height += 1;
    }

    function popMany(uint8 n) public {
        require(n > 0 && n <= items.length, "too many");
        for (uint256 i = 0; i < n; i++) {
            items.pop();
        }
        height -= 1;
    }
}
