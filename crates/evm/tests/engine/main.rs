//! The fast engine from outside.
//!
//! Invariant: nothing here knows how the engine keeps its state.

mod asm;
mod differential;
mod formulas;
mod hostile;
mod plain;
mod programs;
mod util;
mod watching;
mod worlds;
