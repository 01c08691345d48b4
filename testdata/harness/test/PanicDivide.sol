// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PanicDivide} from "target/PanicDivide.sol";

contract PanicDivideMedusa is PanicDivide {}
