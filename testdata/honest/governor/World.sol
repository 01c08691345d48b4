// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {vm} from "common/Vm.sol";

contract Coin is ERC20, ERC20Votes {
    constructor(address holder, uint256 amount) ERC20("Coin", "COIN") EIP712("Coin", "1") {
        _mint(holder, amount);
    }

    function _update(address from, address to, uint256 amount) internal override(ERC20, ERC20Votes) {
        super._update(from, to, amount);
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }
}

/// Votes on what the timelock does.
contract Parliament is Governor, GovernorCountingSimple, GovernorVotes {
    constructor(IVotes votes) Governor("Parliament") GovernorVotes(votes) {}

    function votingDelay() public pure override returns (uint256) {
        return 1 days;
    }

    function votingPeriod() public pure override returns (uint256) {
        return 7 days;
    }

    function quorum(uint256) public pure override returns (uint256) {
        return 4_000_000e18;
    }

    function proposalThreshold() public pure override returns (uint256) {
        return 100_000e18;
    }
}

contract Timelock is TimelockController {
    constructor(address[] memory proposers, address[] memory executors)
        TimelockController(2 days, proposers, executors, address(0))
    {}
}

/// A treasury in a timelock: the parliament votes and may queue, and a council of people executes what was queued.
contract World {
    Coin public coin;
    Parliament public parliament;
    Timelock public timelock;

    function setUp() public {
        coin = new Coin(address(0xA11CE), 10_000_000e18);
        parliament = new Parliament(coin);
        address[] memory proposers = new address[](1);
        address[] memory executors = new address[](1);
        proposers[0] = address(parliament);
        executors[0] = address(0xC0C1);
        timelock = new Timelock(proposers, executors);
        vm.deal(address(timelock), 5_000 ether);
        vm.startPrank(address(0xA11CE));
        coin.transfer(address(timelock), 1_000_000e18);
        coin.transfer(address(0xB0B), 2_000_000e18);
        coin.transfer(address(0xD0E), 2_000_000e18);
        coin.delegate(address(0xA11CE));
        vm.stopPrank();
        vm.prank(address(0xB0B));
        coin.delegate(address(0xB0B));
        vm.warp(block.timestamp + 1 days);
        propose();
    }

    function propose() private {
        address[] memory targets = new address[](1);
        uint256[] memory values = new uint256[](1);
        bytes[] memory calls = new bytes[](1);
        targets[0] = address(timelock);
        calls[0] = abi.encodeCall(
            timelock.schedule, (address(0xCA401), 10 ether, "", bytes32(0), bytes32(0), timelock.getMinDelay())
        );
        vm.prank(address(0xB0B));
        parliament.propose(targets, values, calls, "Pay Carol ten ether");
    }
}
