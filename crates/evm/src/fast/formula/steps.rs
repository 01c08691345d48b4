//! Instructions that are functions of their operands alone.
//!
//! Invariant: [`apply`] gives what the interpreter's instruction gives; while a run is followed, each result is compared with it.

use alloy_primitives::U256;
use revm::bytecode::opcode as op;
use revm::interpreter::instructions::i256::{i256_cmp, i256_div, i256_mod};
use std::cmp::Ordering;

/// How many operands an instruction has; 0 if it is more than a function of them.
pub(super) fn arity(opcode: u8) -> usize {
    match opcode {
        op::ISZERO | op::NOT | op::CLZ => 1,
        op::ADD | op::MUL | op::SUB | op::DIV | op::SDIV | op::MOD | op::SMOD | op::SIGNEXTEND => 2,
        op::LT | op::GT | op::SLT | op::SGT | op::EQ | op::AND | op::OR | op::XOR => 2,
        op::BYTE | op::SHL | op::SHR | op::SAR | op::EXP => 2,
        op::ADDMOD | op::MULMOD => 3,
        _ => 0,
    }
}

/// The result of an instruction with an [`arity`]; operands that it does not have are ignored.
pub(super) fn apply(opcode: u8, a: U256, b: U256, c: U256) -> U256 {
    match opcode {
        op::ISZERO => U256::from(a.is_zero()),
        op::NOT => !a,
        op::CLZ => U256::from(a.leading_zeros()),
        op::ADD => a.wrapping_add(b),
        op::MUL => a.wrapping_mul(b),
        op::SUB => a.wrapping_sub(b),
        op::DIV => a.checked_div(b).unwrap_or_default(),
        op::SDIV => i256_div(a, b),
        op::MOD => a.checked_rem(b).unwrap_or_default(),
        op::SMOD => i256_mod(a, b),
        op::SIGNEXTEND => sign_extended(a, b),
        op::EXP => a.pow(b),
        op::LT => U256::from(a < b),
        op::GT => U256::from(a > b),
        op::SLT => U256::from(i256_cmp(&a, &b) == Ordering::Less),
        op::SGT => U256::from(i256_cmp(&a, &b) == Ordering::Greater),
        op::EQ => U256::from(a == b),
        op::AND => a & b,
        op::OR => a | b,
        op::XOR => a ^ b,
        op::BYTE => small(a, 32).map_or(U256::ZERO, |at| U256::from(b.byte(31 - at))),
        op::SHL => small(a, 256).map_or(U256::ZERO, |bits| b << bits),
        op::SHR => small(a, 256).map_or(U256::ZERO, |bits| b >> bits),
        op::SAR => b.arithmetic_shr(small(a, 256).unwrap_or(255)),
        op::ADDMOD => a.add_mod(b, c),
        op::MULMOD => a.mul_mod(b, c),
        _ => unreachable!("only functions of their operands become steps"),
    }
}

/// The number if it is below the limit.
fn small(value: U256, limit: usize) -> Option<usize> {
    usize::try_from(value).ok().filter(|value| *value < limit)
}

fn sign_extended(bytes: U256, value: U256) -> U256 {
    let Some(bytes) = small(bytes, 31) else { return value };
    let unused = 256 - 8 * (bytes + 1);
    (value << unused).arithmetic_shr(unused)
}

#[cfg(test)]
mod tests {
    use super::{apply, op};
    use alloy_primitives::U256;

    #[test]
    fn edges_of_shifts_and_signs() {
        let n = |value: u64| U256::from(value);
        let do2 = |opcode, a, b| apply(opcode, a, b, U256::ZERO);
        assert_eq!(do2(op::SAR, n(256), U256::MAX), U256::MAX);
        assert_eq!(do2(op::SAR, U256::MAX, U256::MAX >> 1), U256::ZERO);
        assert_eq!(do2(op::SHL, n(256), n(1)), U256::ZERO);
        assert_eq!(do2(op::SHR, n(255), U256::MAX), n(1));
        assert_eq!(do2(op::BYTE, n(31), n(0x1234)), n(0x34));
        assert_eq!(do2(op::BYTE, n(32), U256::MAX), U256::ZERO);
        assert_eq!(do2(op::SIGNEXTEND, n(0), n(0x1ff)), U256::MAX);
        assert_eq!(do2(op::SIGNEXTEND, n(0), n(0x17f)), n(0x7f));
        assert_eq!(do2(op::SIGNEXTEND, n(31), n(0x1ff)), n(0x1ff));
        assert_eq!(do2(op::DIV, n(7), U256::ZERO), U256::ZERO);
        assert_eq!(do2(op::MOD, n(7), U256::ZERO), U256::ZERO);
        assert_eq!(apply(op::MULMOD, U256::MAX, U256::MAX, n(12)), n(9));
    }
}
