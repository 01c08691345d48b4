//! The search room: transactions, values, mutation, corpus, detectors, shrinking and confirmation.
//!
//! Invariant: pure and deterministic. Harness, seed and number of executions decide every result.

pub mod finding;
pub mod harness;
pub mod rules;
pub mod tx;

pub use finding::{Finding, Hit, Reason, Violation};
pub use harness::{Dialect, Function, FunctionId, Harness, Property, PropertyId, PropertyKind, Semantics};
pub use rules::Rule;
pub use tx::{Sequence, Tx};
