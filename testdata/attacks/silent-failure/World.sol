// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {vm} from "common/Vm.sol";
import {Prizes} from "./Vulnerable.sol";

/// Three winners who did not take their prizes yet.
contract World {
    Prizes public prizes;

    function setUp() public {
        prizes = new Prizes();
        vm.deal(address(this), 60 ether);
        prizes.award{value: 30 ether}(address(0xA11CE));
        prizes.award{value: 20 ether}(address(0xB0B));
        prizes.award{value: 10 ether}(address(0xCAFE));
    }
}
