//! Instructions that tell what they compared.
//!
//! Invariant: what they tell changes nothing of what they do.

use super::host::{Interp, Stand, Wire};
use super::ops::{Ctx, Done};
use crate::cmplog::{Cmp, CmpOp};
use crate::edges::NO_EDGE;
use alloy_primitives::U256;
use revm::bytecode::opcode::{EQ, GT, ISZERO, LT, PUSH1, PUSH3, SGT, SLT, SUB, XOR};
use revm::interpreter::instructions::{arithmetic, bitwise};
use revm::interpreter::interpreter_types::{Jumps, StackTr};

/// The edge at a program counter of the running code.
#[inline(always)]
pub(super) fn edge(host: &Stand, interp: &Interp, pc: usize) -> u32 {
    host.coverage.edge_at.get(interp.extend.edges as usize + pc).copied().unwrap_or(NO_EDGE)
}

fn note(ctx: &mut Ctx<'_>, op: CmpOp, a: U256, b: U256) {
    let code = if ctx.interpreter.extend.edges == NO_EDGE {
        u32::MAX
    } else {
        ctx.host.coverage.code_at(ctx.interpreter.extend.edges)
    };
    let pc = (ctx.interpreter.bytecode.pc() - 1) as u32;
    ctx.host.cmps.push(Cmp { code, pc, op, a, b });
}

fn operands(interp: &Interp) -> Option<(U256, U256)> {
    let data = interp.stack.data();
    let len = interp.stack.len();
    (len >= 2).then(|| (data[len - 1], data[len - 2]))
}

pub(super) fn compare<const OP: u8>(mut ctx: Ctx<'_>) -> Done {
    if let Some((a, b)) = operands(ctx.interpreter) {
        let op = match OP {
            EQ => CmpOp::Eq,
            LT => CmpOp::Lt,
            GT => CmpOp::Gt,
            SLT => CmpOp::Slt,
            _ => CmpOp::Sgt,
        };
        note(&mut ctx, op, a, b);
    }
    match OP {
        EQ => bitwise::eq::<Wire, Stand>(ctx),
        LT => bitwise::lt::<Wire, Stand>(ctx),
        GT => bitwise::gt::<Wire, Stand>(ctx),
        SLT => bitwise::slt::<Wire, Stand>(ctx),
        SGT => bitwise::sgt::<Wire, Stand>(ctx),
        _ => unreachable!("compare wraps five instructions"),
    }
}

/// `SUB` and `XOR` count when a branch follows at once: `a - b` is zero exactly when they are equal.
pub(super) fn differ<const OP: u8>(mut ctx: Ctx<'_>) -> Done {
    let next = ctx.interpreter.bytecode.opcode();
    if decides(ctx.interpreter, next)
        && let Some((a, b)) = operands(ctx.interpreter)
    {
        note(&mut ctx, CmpOp::Differ, a, b);
    }
    match OP {
        SUB => arithmetic::sub::<Wire, Stand>(ctx),
        XOR => bitwise::bitxor::<Wire, Stand>(ctx),
        _ => unreachable!("differ wraps two instructions"),
    }
}

/// Whether the next instructions branch on the value.
fn decides(interp: &Interp, next: u8) -> bool {
    if next == ISZERO {
        return true;
    }
    if !(PUSH1..=PUSH3).contains(&next) {
        return false;
    }
    let behind = interp.bytecode.pc() + 2 + usize::from(next - PUSH1);
    interp.bytecode.bytes_slice().get(behind) == Some(&revm::bytecode::opcode::JUMPI)
}

/// `ISZERO` of a value wider than a flag.
pub(super) fn iszero(mut ctx: Ctx<'_>) -> Done {
    let top = StackTr::top(&mut ctx.interpreter.stack).map(|top| *top);
    if let Some(value) = top.filter(|value| *value > U256::ONE) {
        note(&mut ctx, CmpOp::IsZero, value, U256::ZERO);
    }
    bitwise::iszero::<Wire, Stand>(ctx)
}
