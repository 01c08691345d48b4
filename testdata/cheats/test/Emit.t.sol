// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";
import {Target} from "../src/Target.sol";

contract EmitTest is Test {
    event Moved(address indexed from, address indexed to, uint256 indexed id, uint256 amount);
    event Other(uint256 amount);
    event Hidden(uint256 indexed one, uint256 two) anonymous;

    Target private target;

    function setUp() public {
        target = new Target(1);
    }

    function testAll() public {
        vm.expectEmit();
        emit Moved(address(this), address(0xA), 7, 5);
        target.move(address(0xA), 5);
    }

    function testEmitter() public {
        vm.expectEmit(address(target));
        emit Other(5);
        target.move(address(0xA), 5);
    }

    function testChecks() public {
        vm.expectEmit(true, false, true, false);
        emit Moved(address(this), address(0xB), 7, 99);
        target.move(address(0xA), 5);
        vm.expectEmit(false, true, false, true, address(target));
        emit Moved(address(0), address(0xA), 0, 5);
        target.move(address(0xA), 5);
    }

    function testOrder() public {
        vm.expectEmit();
        emit Other(5);
        vm.expectEmit();
        emit Moved(address(this), address(0xA), 7, 5);
        target.move(address(0xA), 5);
    }

    function testCount() public {
        vm.expectEmit(2);
        emit Other(5);
        this.twice();
        vm.expectEmit(0);
        emit Other(6);
        target.move(address(0xA), 5);
    }

    function twice() external {
        target.move(address(0xA), 5);
        target.move(address(0xA), 5);
    }

    function testAnonymous() public {
        vm.expectEmitAnonymous();
        emit Hidden(3, 4);
        target.hidden(3);
        vm.expectEmitAnonymous(true, false, false, false, false);
        emit Hidden(3, 9);
        target.hidden(3);
    }
}
