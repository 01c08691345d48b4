// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";
import {Target} from "../src/Target.sol";

interface Feed {
    function price(uint256) external payable returns (uint256);
    function name() external view returns (string memory);
}

contract Replacement {
    uint256 public number;

    function set(uint256 value) external payable returns (uint256) {
        number = value + 1;
        return 42;
    }
}

contract MockTest is Test {
    Feed private feed = Feed(address(0xFEED));
    Target private target;

    function setUp() public {
        target = new Target(1);
    }

    function testCall() public {
        vm.mockCall(address(feed), abi.encodeCall(Feed.price, (1)), abi.encode(uint256(10)));
        vm.assertEq(feed.price(1), 10);
        vm.mockCall(address(feed), abi.encodeWithSelector(Feed.price.selector), abi.encode(uint256(20)));
        vm.assertEq(feed.price(1), 10);
        vm.assertEq(feed.price(2), 20);
        vm.mockCall(address(feed), Feed.name.selector, abi.encode("feed"));
        vm.assertEq(feed.name(), "feed");
    }

    function testValue() public {
        vm.deal(address(this), 1 ether);
        vm.mockCall(address(feed), abi.encodeCall(Feed.price, (1)), abi.encode(uint256(10)));
        vm.mockCall(address(feed), 5, abi.encodeCall(Feed.price, (1)), abi.encode(uint256(50)));
        vm.assertEq(feed.price{value: 5}(1), 50);
        vm.assertEq(feed.price(1), 10);
    }

    function testSequence() public {
        bytes[] memory answers = new bytes[](2);
        answers[0] = abi.encode(uint256(1));
        answers[1] = abi.encode(uint256(2));
        vm.mockCalls(address(feed), abi.encodeWithSelector(Feed.price.selector), answers);
        vm.assertEq(feed.price(0), 1);
        vm.assertEq(feed.price(0), 2);
        vm.assertEq(feed.price(0), 2);
    }

    function testRevert() public {
        vm.mockCallRevert(address(target), abi.encodeWithSelector(Target.set.selector), bytes("closed"));
        (bool success, bytes memory data) = address(target).call(abi.encodeCall(Target.set, (1)));
        vm.assertFalse(success);
        vm.assertEq(data, bytes("closed"));
        vm.expectRevert(bytes("closed"));
        target.set(1);
    }

    function testClear() public {
        vm.mockCall(address(target), abi.encodeWithSignature("number()"), abi.encode(uint256(99)));
        vm.assertEq(target.number(), 99);
        vm.clearMockedCalls();
        vm.assertEq(target.number(), 1);
    }

    function testFunction() public {
        Replacement code = new Replacement();
        vm.mockFunction(address(target), address(code), abi.encodeWithSelector(Target.set.selector));
        vm.assertEq(target.set(5), 42);
        vm.assertEq(target.number(), 6);
    }

    function testExpectedToo() public {
        vm.mockCall(address(feed), abi.encodeWithSelector(Feed.price.selector), abi.encode(uint256(20)));
        vm.expectCall(address(feed), abi.encodeCall(Feed.price, (3)));
        feed.price(3);
    }

    function testPrankIsUsedUp() public {
        vm.mockCall(address(feed), abi.encodeWithSelector(Feed.price.selector), abi.encode(uint256(20)));
        vm.prank(address(0xA));
        feed.price(3);
        target.set(1);
        vm.assertEq(target.lastSender(), address(this));
    }
}
