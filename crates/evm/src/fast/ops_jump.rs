//! Pushes and jumps in one step: `PUSH2 JUMP`, `PUSH2 JUMPI` and `PUSH4 EQ` are most of what compiled code does to branch.
//!
//! Invariant: gas, stack, errors and coverage are those of the single instructions one after the other; a `JUMPDEST` that a jump
//! lands on is paid for and passed at once.

use super::host::Interp;
use super::ops::{Ctx, Done, pay, pop, pop_top};
use super::ops_watch::edge;
use alloy_primitives::U256;
use revm::bytecode::opcode::{EQ, JUMP, JUMPI};
use revm::interpreter::InstructionResult as Stop;
use revm::interpreter::interpreter_types::{Immediates, Jumps};

/// Static gas, equal in all forks.
const JUMP_GAS: u64 = 8;
const JUMPI_GAS: u64 = 10;
const JUMPDEST_GAS: u64 = 1;
const VERY_LOW_GAS: u64 = 3;
/// Words that a stack holds.
const STACK_MAX: usize = 1_024;

/// Goes to a `JUMPDEST` and past it.
#[inline(always)]
fn land(interp: &mut Interp, target: usize) -> Done {
    if !interp.bytecode.is_valid_legacy_jump(target) {
        return Err(Stop::InvalidJump);
    }
    interp.bytecode.absolute_jump(target + 1);
    pay(interp, JUMPDEST_GAS)
}

#[inline(always)]
fn push(interp: &mut Interp, value: U256) -> Done {
    if interp.stack.push(value) { Ok(()) } else { Err(Stop::StackOverflow) }
}

#[inline(always)]
fn number(value: U256) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

#[inline(always)]
fn jump_to<const COVERED: bool>(ctx: Ctx<'_>, target: usize) -> Done {
    let Ctx { interpreter, host } = ctx;
    land(interpreter, target)?;
    if COVERED {
        let entered = edge(host, interpreter, target);
        host.coverage.hit(entered, interpreter.extend.depth_bit);
    }
    Ok(())
}

/// The pointer stands behind the `JUMPI`.
#[inline(always)]
fn branch_to<const COVERED: bool>(ctx: Ctx<'_>, target: usize, taken: bool) -> Done {
    let Ctx { interpreter, host } = ctx;
    if COVERED {
        let not_taken = edge(host, interpreter, interpreter.bytecode.pc() - 1);
        host.coverage.hit(not_taken.wrapping_add(u32::from(taken)), interpreter.extend.depth_bit);
    }
    if taken { land(interpreter, target) } else { Ok(()) }
}

pub(super) fn jump<const COVERED: bool>(ctx: Ctx<'_>) -> Done {
    let [target] = pop(ctx.interpreter)?;
    jump_to::<COVERED>(ctx, number(target))
}

pub(super) fn jumpi<const COVERED: bool>(ctx: Ctx<'_>) -> Done {
    let [target, condition] = pop(ctx.interpreter)?;
    branch_to::<COVERED>(ctx, number(target), !condition.is_zero())
}

pub(super) fn push1(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, .. } = ctx;
    let value = interpreter.bytecode.read_u8();
    interpreter.bytecode.relative_jump(1);
    push(interpreter, U256::from(value))
}

pub(super) fn push2<const COVERED: bool>(ctx: Ctx<'_>) -> Done {
    // Codes are padded, so that an opcode follows every immediate.
    let &[high, low, next] = ctx.interpreter.bytecode.read_slice(3) else {
        unreachable!("three bytes were asked for");
    };
    let value = usize::from(u16::from_be_bytes([high, low]));
    if next != JUMP && next != JUMPI {
        ctx.interpreter.bytecode.relative_jump(2);
        return push(ctx.interpreter, U256::from(value));
    }
    if ctx.interpreter.stack.len() >= STACK_MAX {
        return Err(Stop::StackOverflow);
    }
    ctx.interpreter.bytecode.relative_jump(3);
    if next == JUMP {
        pay(ctx.interpreter, JUMP_GAS)?;
        return jump_to::<COVERED>(ctx, value);
    }
    pay(ctx.interpreter, JUMPI_GAS)?;
    let [condition] = pop(ctx.interpreter)?;
    branch_to::<COVERED>(ctx, value, !condition.is_zero())
}

/// A selector, mostly compared at once.
pub(super) fn push4(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, .. } = ctx;
    let &[a, b, c, d, next] = interpreter.bytecode.read_slice(5) else {
        unreachable!("five bytes were asked for");
    };
    let value = U256::from(u32::from_be_bytes([a, b, c, d]));
    if next != EQ || interpreter.stack.len() >= STACK_MAX {
        interpreter.bytecode.relative_jump(4);
        return push(interpreter, value);
    }
    interpreter.bytecode.relative_jump(5);
    pay(interpreter, VERY_LOW_GAS)?;
    let ([], top) = pop_top(interpreter)?;
    *top = U256::from(*top == value);
    Ok(())
}
