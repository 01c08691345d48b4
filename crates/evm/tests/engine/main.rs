//! The fast engine from outside.
//!
//! Invariant: nothing here knows how the engine keeps its state.

mod asm;
mod differential;
mod plain;
mod programs;
