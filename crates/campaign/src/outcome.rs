//! What a campaign gives back to the reports.
//!
//! Invariant: everything here was confirmed or counted; nothing in it says that a contract is safe.

use crate::{Ended, event::FindingCard};
use alloy_primitives::B256;
use hotfire_fuzz::{Finding, Harness};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

/// Executed program counters by code hash, for every code of the world that was met.
pub type Covered = BTreeMap<B256, BTreeSet<u32>>;

/// Most findings whose call trees are kept for the reports; further ones are on disk and counted.
pub const FINDINGS_KEPT_MAX: usize = 500;
/// Most hits of which it is said why they did not replay; further ones are counted.
pub const UNCONFIRMED_KEPT_MAX: usize = 100;

/// The result of a campaign.
#[derive(Debug)]
pub struct Outcome {
    /// Decides, with the executions, what is found.
    pub seed: u64,
    /// Threads that searched.
    pub workers: u32,
    /// Why it ended.
    pub ended: Ended,
    /// Time from start to end.
    pub elapsed: Duration,
    /// One for each harness, in their order.
    pub harnesses: Vec<HarnessOutcome>,
    /// What was not as it should be.
    pub warnings: Vec<String>,
    /// Panics of ours: what was running, and the words of the panic.
    pub panics: Vec<String>,
    /// Confirmed findings that could not be written to disk, by id.
    pub unsaved: Vec<String>,
    /// Whether something other than a finding could not be written.
    pub store_failed: bool,
    /// Hits that were not looked at because the campaign was stopped or a limit was reached.
    pub unexamined: usize,
}

impl Outcome {
    /// Confirmed findings, measurements of optimisation left out.
    #[must_use]
    pub fn flaws(&self) -> usize {
        let flaws = |harness: &HarnessOutcome| {
            harness.findings.iter().filter(|found| found.card.rule != hotfire_fuzz::Rule::Optimum).count()
                + harness.findings_not_kept
        };
        self.harnesses.iter().map(flaws).sum()
    }

    /// Calls executed by all workers.
    #[must_use]
    pub fn executions(&self) -> u64 {
        self.harnesses.iter().map(|harness| harness.executions).sum()
    }
}

/// What was done to one harness and what came of it.
#[derive(Debug)]
pub struct HarnessOutcome {
    /// What was fired at.
    pub harness: Arc<Harness>,
    /// Calls executed by all workers.
    pub executions: u64,
    /// Calls that reverted.
    pub reverts: u64,
    /// Edges reached by the worker that reached most.
    pub edges: u64,
    /// Evaluations of properties by all workers.
    pub checks: u64,
    /// Sequences in the largest worker's corpus.
    pub corpus_len: u64,
    /// Sequences of earlier campaigns that it started with.
    pub resumed: usize,
    /// What the workers reached, together.
    pub covered: Covered,
    /// Confirmed findings in the order in which they were confirmed.
    pub findings: Vec<Found>,
    /// Findings beyond [`FINDINGS_KEPT_MAX`]: on disk, not in `findings`.
    pub findings_not_kept: usize,
    /// Findings of earlier campaigns that do not fail any more.
    pub fixed: Vec<Fixed>,
    /// Hits that did not replay, the first [`UNCONFIRMED_KEPT_MAX`].
    pub unconfirmed: Vec<NotConfirmed>,
    /// How many hits did not replay.
    pub unconfirmed_count: usize,
}

impl HarnessOutcome {
    pub(crate) fn new(harness: &Arc<Harness>, resumed: usize) -> Self {
        Self {
            harness: Arc::clone(harness),
            executions: 0,
            reverts: 0,
            edges: 0,
            checks: 0,
            corpus_len: 0,
            resumed,
            covered: Covered::new(),
            findings: Vec::new(),
            findings_not_kept: 0,
            fixed: Vec::new(),
            unconfirmed: Vec::new(),
            unconfirmed_count: 0,
        }
    }
}

/// A finding and where it is.
#[derive(Clone, Debug)]
pub struct Found {
    /// The finding in a line, with its folder.
    pub card: FindingCard,
    /// All of it.
    pub finding: Arc<Finding>,
}

impl Found {
    /// Where it was written; `None` when there is no store or the disk refused.
    #[must_use]
    pub fn folder(&self) -> Option<&PathBuf> {
        self.card.folder.as_ref()
    }
}

/// A finding of an earlier campaign that does not fail any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Its id.
    pub id: String,
    /// `Contract.signature` of what failed.
    pub subject: String,
    /// What the replay said.
    pub why: String,
}

/// A hit that did not replay on the reference engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotConfirmed {
    /// `Contract.signature` of what seemed to fail.
    pub subject: String,
    /// How it seemed to fail.
    pub how: String,
    /// Why it does not count.
    pub why: String,
}
