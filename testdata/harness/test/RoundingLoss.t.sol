// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {RoundingLoss} from "target/RoundingLoss.sol";

contract RoundingLossTest is Invariants {
    RoundingLoss private target;

    function setUp() public {
        target = new RoundingLoss();
        targetContract(address(target));
    }

    /// A little dust is fine, more than ten wei is not.
    function invariant_lossIsDust() public view {
        uint256 sum = target.parts(0) + target.parts(1) + target.parts(2);
        vm.assertLe(target.deposited() - sum, 10);
    }
}
