// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {ArtifactTarget} from "target/ArtifactTarget.sol";

contract ArtifactTargetTest is Invariants {
    ArtifactTarget private target;

    function setUp() public {
        target = new ArtifactTarget();
        targetArtifact("ArtifactTarget");
    }

    function invariant_sevenCallsAtMost() public view {
        vm.assertLe(target.calls(), 7);
    }
}
