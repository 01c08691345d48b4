// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PanicBounds} from "target/PanicBounds.sol";

contract PanicBoundsMedusa is PanicBounds {}
