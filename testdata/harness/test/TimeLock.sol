// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {TimeLock} from "target/TimeLock.sol";

contract TimeLockEchidna is TimeLock {
    function echidna_leaves_once() public view returns (bool) {
        return left <= asked;
    }
}
