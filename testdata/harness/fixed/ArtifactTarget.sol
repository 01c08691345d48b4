// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// The one to be called.
contract ArtifactTarget {
    uint256 public calls;

    function poke() external {
        require(calls < 7, "enough");
        calls += 1;
    }
}

/// The one to be left alone.
contract ArtifactOther {
    ArtifactTarget private immutable other;

    constructor(ArtifactTarget other_) {
        other = other_;
    }

    function poke() external {
        other.poke();
    }
}
