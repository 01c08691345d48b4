// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ConstructorArgs} from "target/ConstructorArgs.sol";

contract ConstructorArgsMedusa is ConstructorArgs {
    constructor(uint256 prize_, address judge_) payable ConstructorArgs(prize_, judge_) {}

    function property_one_prize() public view returns (bool) {
        return taken <= 1;
    }
}
