// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Invariants} from "stand/Invariants.sol";
import {Stand} from "stand/Stand.sol";
import {ForcedEther} from "target/ForcedEther.sol";

/// Nobody can refuse the ether of a contract that destroys itself.
contract Bomb {
    constructor(address payable to) payable {
        selfdestruct(to);
    }
}

contract ForcedEtherHandler is Stand {
    ForcedEther private immutable target;
    uint256 public blocked;

    constructor(ForcedEther target_) {
        target = target_;
    }

    receive() external payable {}

    function deposit(uint64 amount) external {
        vm.deal(address(this), amount);
        target.deposit{value: amount}();
    }

    function force(uint64 amount) external {
        vm.deal(address(this), amount);
        new Bomb{value: amount}(payable(address(target)));
    }

    function withdraw() external {
        vm.assume(target.depositOf(address(this)) > 0);
        try target.withdraw() {}
        catch {
            blocked += 1;
        }
    }
}

contract ForcedEtherTest is Invariants {
    ForcedEtherHandler private handler;

    function setUp() public {
        handler = new ForcedEtherHandler(new ForcedEther());
        targetContract(address(handler));
    }

    function invariant_depositorsCanLeave() public view {
        vm.assertEq(handler.blocked(), 0);
    }
}
