//! The instruction tables: plain, with coverage, and with coverage and comparisons.
//!
//! Invariant: the tables differ only in what they tell; they are built at compile time.

use super::host::{Stand, Wire};
use super::{ops, ops_call, ops_jump, ops_watch};
use revm::bytecode::opcode as op;
use revm::interpreter::instructions::{Instruction, InstructionTable, instruction_table, stack};

/// Our table type.
pub(super) type Table = InstructionTable<Wire, Stand>;

/// No coverage: creation code, properties, views.
pub(super) static PLAIN: Table = plain();
/// As [`LOGGED_INIT`], with no two instructions in one step.
pub(super) static FOLLOWED: Table = single(compared(plain()));
/// Coverage of jumps.
pub(super) static COVERED: Table = covered(plain());
/// Coverage of jumps, comparisons and hashes.
pub(super) static LOGGED: Table = compared(covered(plain()));
/// Comparisons without coverage: creation code of a logged call.
pub(super) static LOGGED_INIT: Table = compared(plain());

const fn plain() -> Table {
    let mut table = instruction_table::<Wire, Stand>();
    table[op::SLOAD as usize] = Instruction::new(ops::sload);
    table[op::SSTORE as usize] = Instruction::new(ops::sstore);
    table[op::TSTORE as usize] = Instruction::new(ops::tstore);
    table[op::KECCAK256 as usize] = Instruction::new(ops::keccak256);
    table[op::LOG0 as usize] = Instruction::new(ops::log::<0>);
    table[op::LOG1 as usize] = Instruction::new(ops::log::<1>);
    table[op::LOG2 as usize] = Instruction::new(ops::log::<2>);
    table[op::LOG3 as usize] = Instruction::new(ops::log::<3>);
    table[op::LOG4 as usize] = Instruction::new(ops::log::<4>);
    table[op::BALANCE as usize] = Instruction::new(ops::balance);
    table[op::SELFBALANCE as usize] = Instruction::new(ops::selfbalance);
    table[op::EXTCODESIZE as usize] = Instruction::new(ops::extcodesize);
    table[op::EXTCODEHASH as usize] = Instruction::new(ops::extcodehash);
    table[op::RETURNDATASIZE as usize] = Instruction::new(ops::returndatasize);
    table[op::RETURNDATACOPY as usize] = Instruction::new(ops::returndatacopy);
    table[op::RETURN as usize] = Instruction::new(ops::ret);
    table[op::REVERT as usize] = Instruction::new(ops::revert);
    table[op::CALL as usize] = Instruction::new(ops_call::call::<{ op::CALL }>);
    table[op::CALLCODE as usize] = Instruction::new(ops_call::call::<{ op::CALLCODE }>);
    table[op::DELEGATECALL as usize] = Instruction::new(ops_call::call::<{ op::DELEGATECALL }>);
    table[op::STATICCALL as usize] = Instruction::new(ops_call::call::<{ op::STATICCALL }>);
    table[op::JUMP as usize] = Instruction::new(ops_jump::jump::<false>);
    table[op::JUMPI as usize] = Instruction::new(ops_jump::jumpi::<false>);
    table[op::PUSH1 as usize] = Instruction::new(ops_jump::push1);
    table[op::PUSH2 as usize] = Instruction::new(ops_jump::push2::<false>);
    table[op::PUSH4 as usize] = Instruction::new(ops_jump::push4);
    table
}

const fn single(mut table: Table) -> Table {
    table[op::PUSH2 as usize] = Instruction::new(stack::push::<2, _, _>);
    table[op::PUSH4 as usize] = Instruction::new(stack::push::<4, _, _>);
    table
}

const fn covered(mut table: Table) -> Table {
    table[op::JUMP as usize] = Instruction::new(ops_jump::jump::<true>);
    table[op::JUMPI as usize] = Instruction::new(ops_jump::jumpi::<true>);
    table[op::PUSH2 as usize] = Instruction::new(ops_jump::push2::<true>);
    table
}

const fn compared(mut table: Table) -> Table {
    table[op::PUSH4 as usize] = Instruction::new(stack::push::<4, _, _>);
    table[op::EQ as usize] = Instruction::new(ops_watch::compare::<{ op::EQ }>);
    table[op::LT as usize] = Instruction::new(ops_watch::compare::<{ op::LT }>);
    table[op::GT as usize] = Instruction::new(ops_watch::compare::<{ op::GT }>);
    table[op::SLT as usize] = Instruction::new(ops_watch::compare::<{ op::SLT }>);
    table[op::SGT as usize] = Instruction::new(ops_watch::compare::<{ op::SGT }>);
    table[op::SUB as usize] = Instruction::new(ops_watch::differ::<{ op::SUB }>);
    table[op::XOR as usize] = Instruction::new(ops_watch::differ::<{ op::XOR }>);
    table[op::ISZERO as usize] = Instruction::new(ops_watch::iszero);
    table
}
