// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Vm} from "./Vm.sol";

/// Every test contract's base: the cheatcodes, and the two helpers that handlers always need.
abstract contract Stand {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    /// Folds `x` into [min, max]. Values already inside stay as they are, so that a fuzzer's own choice survives.
    function bound(uint256 x, uint256 min, uint256 max) internal pure returns (uint256) {
        require(min <= max, "bound: min above max");
        if (x >= min && x <= max) return x;
        uint256 size = max - min + 1;
        // The whole range of uint256 has no size that fits; then every x was inside already.
        return min + (x % size);
    }

    /// An account that nobody else uses, named after `name`.
    function makeAddr(string memory name) internal returns (address who) {
        who = vm.addr(uint256(keccak256(bytes(name))));
        vm.label(who, name);
    }
}
