//! The only maker of findings: replays a hit from genesis on the reference engine.
//!
//! Invariant: a [`Finding`] failed on plain revm, with the world built anew, for the same reason.

use crate::detectors::question;
use crate::finding::{Finding, Hit, Violation};
use crate::harness::Harness;
use crate::replay::{call_of, fire_traced, prepare, replay_attack, replay_until};
use crate::rules::Rule;
use alloy_primitives::{hex, keccak256};
use hotfire_evm::executor::Executor;
use hotfire_evm::reference::ReferenceExecutor;
use hotfire_evm::trace::CallTree;

/// Why a hit is no finding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unconfirmed {
    /// The world could not be built on the reference engine.
    #[error("the world cannot be built on the reference engine: {0}")]
    World(String),
    /// Everything replayed, and nothing broke for the same reason.
    #[error("{subject}: \"{how}\" does not happen on the reference engine")]
    DoesNotFail {
        /// What was said to break.
        subject: String,
        /// How it was said to break.
        how: String,
    },
}

/// Replays a hit from genesis on the reference engine.
///
/// # Errors
/// [`Unconfirmed`] when the world cannot be built there or nothing breaks for the same reason.
pub fn confirm(harness: &Harness, hit: &Hit) -> Result<Finding, Unconfirmed> {
    let mut exec = ReferenceExecutor::new(harness.world.setup())
        .map_err(|error| Unconfirmed::World(error.to_string()))?;
    let wanted = &hit.violation;
    let found = replay_until(harness, &mut exec, &hit.sequence, wanted).ok_or_else(|| {
        Unconfirmed::DoesNotFail { subject: wanted.reason.subject.clone(), how: wanted.reason.how.clone() }
    })?;
    let mut sequence = hit.sequence.clone();
    sequence.0.truncate(if sequence.is_empty() { 0 } else { found.at + 1 });
    let changes = replay_attack(harness, &mut exec, &sequence, found.reason.rule)
        .map(|(_, changes)| changes)
        .unwrap_or_default();
    let traces = trace(harness, &mut exec, &sequence, &found);
    Ok(Finding {
        id: finding_id(harness, &found),
        violation: found,
        found_len: hit.sequence.len(),
        sequence,
        executions: hit.executions,
        traces,
        changes,
    })
}

/// Ten hexadecimal digits that stay the same for the same flaw, whatever sequence shows it.
#[must_use]
pub fn finding_id(harness: &Harness, violation: &Violation) -> String {
    let reason = &violation.reason;
    let text = format!("{}|{}|{}|{}", harness.id, reason.rule.id(), reason.subject, reason.how);
    hex::encode(&keccak256(text)[..5])
}

/// Call trees of every transaction, and last of the judging call where a property broke.
fn trace(harness: &Harness, exec: &mut impl Executor, txs: &[crate::Tx], found: &Violation) -> Vec<CallTree> {
    exec.reset();
    let mut trees = Vec::with_capacity(txs.len() + 1);
    for tx in txs {
        prepare(harness, exec, tx);
        let (_, tree) = fire_traced(exec, &call_of(harness, tx), tx.delay_secs, tx.delay_blocks);
        trees.push(tree);
    }
    if matches!(found.reason.rule, Rule::Property | Rule::Optimum)
        && let Some(property) = harness.properties.iter().find(|p| p.subject() == found.reason.subject)
    {
        trees.push(exec.call_traced(&question(harness, property)).1);
    }
    trees
}
