//! The search room: transactions, values, mutation, corpus, detectors, shrinking and confirmation.
//!
//! Invariant: pure and deterministic. Harness, seed and number of executions decide every result.

pub mod attack;
pub mod confirm;
pub mod detectors;
pub mod dialect;
pub mod finding;
pub mod harness;
pub mod replay;
mod rng;
pub mod rules;
mod search;
pub mod shrink;
mod trials;
pub mod tx;
mod values;

pub use confirm::{Unconfirmed, confirm, finding_id};
pub use finding::{Finding, Hit, Reason, Violation};
pub use harness::{Dialect, Function, FunctionId, Harness, Property, PropertyId, PropertyKind, Semantics};
pub use rules::Rule;
pub use search::{FuzzOptions, FuzzStats, Fuzzer};
pub use shrink::{ShrinkLimits, shrink};
pub use tx::{Sequence, Tx};
