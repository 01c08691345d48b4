// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract AssertionModeRevertEchidna {
    uint256 private left = 100;

    function take(uint256 n) external {
        left -= n;
    }

    function divide(uint256 n) external {
        left = 100 / n;
    }

    function refuse(bool yes) external pure {
        require(!yes, "refused");
    }

    /// Looks like a property, but this is assertion mode.
    function echidna_never_true() external pure returns (bool) {
        return false;
    }
}
