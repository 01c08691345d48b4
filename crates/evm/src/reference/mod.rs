//! The reference engine: plain revm with full gas.
//!
//! Invariant: what this engine says is what a finding is confirmed by; it shares no execution code with the fast engine, only the cheatcodes and the
//! builder of call trees.

mod chain;
mod env;
mod executor;
mod handler;
mod inspect;

pub use executor::ReferenceExecutor;
