//! From a raw hit to a finding.
//!
//! Invariant: only `confirm` makes a [`Finding`].

use crate::{rules::Rule, tx::Sequence};
use alloy_primitives::{Address, B256, I256};
use serde::{Deserialize, Serialize};

/// What broke and where; two violations with the same reason are the same flaw.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reason {
    /// The kind of thing that broke.
    pub rule: Rule,
    /// `Contract.signature` of the property, test or called function.
    pub subject: String,
    /// How it broke: `false`, `panic 0x01`, `Error(string)`, a custom error's selector, `out of gas`, …
    pub how: String,
    /// Code hash and program counter of the failing instruction, if one is known and it tells flaws apart.
    pub site: Option<(B256, u32)>,
}

/// A raw hit of a detector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// What broke and where.
    pub reason: Reason,
    /// Index of the transaction after which it was broken.
    pub at: usize,
    /// The failing call's message, decoded for people; empty when there is none.
    pub message: String,
    /// The value reached, for [`Rule::Optimum`]; for an attack, what it gains in parts per million of what was there.
    pub value: Option<I256>,
    /// The contract that judged.
    pub judge: Address,
}

/// A violation with the sequence that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// What broke.
    pub violation: Violation,
    /// What was done, from genesis.
    pub sequence: Sequence,
    /// Executions of the worker when it was found.
    pub executions: u64,
}

/// A hit that was replayed from genesis on the reference engine and failed there for the same reason.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// Stable over runs and builds: derived from the harness and the reason without its site.
    pub id: String,
    /// What broke.
    pub violation: Violation,
    /// The shrunk sequence.
    pub sequence: Sequence,
    /// Length of the sequence before shrinking.
    pub found_len: usize,
    /// Executions of the worker when it was found.
    pub executions: u64,
    /// Call trees of the transactions, and last that of the judging call (absent if a transaction itself failed), from the reference engine.
    pub traces: Vec<hotfire_evm::trace::CallTree>,
    /// What the attacker and the targets gained and lost; empty unless an attack was judged.
    pub changes: Vec<crate::attack::Change>,
}
