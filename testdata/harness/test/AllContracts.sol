// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AllContracts} from "target/AllContracts.sol";

contract AllContractsEchidna {
    AllContracts private box = new AllContracts();

    function echidna_lifted_once() public view returns (bool) {
        return box.lifted() <= 1;
    }
}
