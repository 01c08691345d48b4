// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PanicArithmetic} from "target/PanicArithmetic.sol";

contract PanicArithmeticMedusa is PanicArithmetic {}
