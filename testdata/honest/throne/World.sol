// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";

/// Whoever pays more than the last one is king, and may choose the motto. The last one gets its money back.
contract Throne {
    address public king;
    uint256 public price;
    bytes32 public motto;

    event Crowned(address indexed who, uint256 amount);

    function claim() external payable {
        require(msg.value > price && msg.value >= 1 ether, "too little");
        (address last, uint256 paid) = (king, price);
        (king, price) = (msg.sender, msg.value);
        emit Crowned(msg.sender, msg.value);
        if (last != address(0)) {
            (bool ok,) = last.call{value: paid, gas: 50_000}("");
            ok;
        }
    }

    function say(bytes32 motto_) external {
        require(msg.sender == king, "only the king");
        motto = motto_;
    }
}

/// An empty throne, and one that is taken.
contract World {
    Throne public empty;
    Throne public taken;

    function setUp() public {
        empty = new Throne();
        taken = new Throne();
        vm.deal(address(0xA11CE), 30 ether);
        vm.prank(address(0xA11CE));
        taken.claim{value: 20 ether}();
    }
}
