//! What a campaign says while it runs: one enum between the runner and every reporter.
//!
//! Invariant: [`Event::Finding`] comes after the finding is on disk; events come in order, from one thread.

use hotfire_fuzz::{Dialect, Finding, Harness, Rule};
use serde::Serialize;
use std::path::PathBuf;

/// Something that happened in a campaign. Times are seconds since its start.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// The workers are about to start.
    Started {
        /// Decides, with the executions, what is found.
        seed: u64,
        /// Threads that search.
        workers: u32,
        /// What is fired at.
        harnesses: Vec<HarnessCard>,
    },
    /// A corpus of an earlier campaign is used again.
    Resumed {
        /// [`Harness::id`].
        harness: String,
        /// How many sequences it has.
        sequences: usize,
    },
    /// How far it is; comes a few times a second.
    Progress(Progress),
    /// Code was reached that was not reached before.
    NewEdge {
        /// [`Harness::id`].
        harness: String,
        /// Edges reached so far by the worker that has reached most.
        edges: u64,
        /// Seconds since the start.
        at_secs: f64,
    },
    /// A confirmed finding is on disk.
    Finding(FindingCard),
    /// A finding of an earlier campaign does not fail any more.
    Fixed {
        /// Its id.
        id: String,
        /// `Contract.signature` of what failed.
        subject: String,
        /// What the replay said.
        why: String,
    },
    /// A hit did not replay on the reference engine.
    Unconfirmed {
        /// [`Harness::id`].
        harness: String,
        /// `Contract.signature` of what seemed to fail.
        subject: String,
        /// Why it does not count.
        why: String,
    },
    /// Something is not as it should be, but the campaign goes on.
    Warning {
        /// What happened and what it means.
        message: String,
    },
    /// The workers have stopped; unfinished hits are shrunk and confirmed before [`Event::Finished`].
    Closing {
        /// Hits that are still to be shrunk and confirmed.
        pending: usize,
    },
    /// The campaign is over.
    Finished {
        /// Why it ended.
        ended: Ended,
        /// Calls executed by all workers.
        executions: u64,
        /// Seconds from start to end.
        elapsed_secs: f64,
    },
}

/// A harness in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HarnessCard {
    /// [`Harness::id`].
    pub id: String,
    /// Whose conventions it follows.
    pub dialect: Dialect,
    /// How many functions may be called.
    pub functions: usize,
    /// How many properties are judged.
    pub properties: usize,
    /// Every function is a test of its own.
    pub stateless: bool,
}

impl HarnessCard {
    pub(crate) fn new(harness: &Harness) -> Self {
        Self {
            id: harness.id.clone(),
            dialect: harness.dialect,
            functions: harness.functions.len(),
            properties: harness.properties.len(),
            stateless: harness.semantics.stateless,
        }
    }
}

/// How far a campaign is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Progress {
    /// Seconds since the start.
    pub elapsed_secs: f64,
    /// Calls executed by all workers.
    pub executions: u64,
    /// Calls a second over the last few seconds.
    pub executions_per_sec: f64,
    /// Calls that reverted.
    pub reverts: u64,
    /// Edges reached, summed over harnesses; for each the worker that has reached most.
    pub edges: u64,
    /// Sequences in the corpora, counted like the edges.
    pub corpus: u64,
    /// Seconds since an edge was reached for the first time; `None` before the first.
    pub since_edge_secs: Option<f64>,
    /// Confirmed findings.
    pub findings: usize,
    /// Hits that did not replay.
    pub unconfirmed: usize,
    /// Hits that wait to be shrunk and confirmed.
    pub pending: usize,
}

/// A finding in a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingCard {
    /// [`Finding::id`].
    pub id: String,
    /// [`Harness::id`].
    pub harness: String,
    /// The kind of thing that broke.
    pub rule: Rule,
    /// `Contract.signature` of the property, test or called function.
    pub subject: String,
    /// How it broke.
    pub how: String,
    /// The failing call's message; empty when there is none.
    pub message: String,
    /// Transactions of the shrunk sequence.
    pub len: usize,
    /// Transactions before shrinking.
    pub found_len: usize,
    /// It was on disk from an earlier campaign and still fails.
    pub known: bool,
    /// Where it was written; `None` when there is no store.
    pub folder: Option<PathBuf>,
    /// Seconds from the start of the campaign until it was confirmed.
    pub at_secs: f64,
}

impl FindingCard {
    pub(crate) fn new(harness: &Harness, finding: &Finding, known: bool, folder: Option<PathBuf>) -> Self {
        Self {
            id: finding.id.clone(),
            harness: harness.id.clone(),
            rule: finding.violation.reason.rule,
            subject: finding.violation.reason.subject.clone(),
            how: finding.violation.reason.how.clone(),
            message: finding.violation.message.clone(),
            len: finding.sequence.len(),
            found_len: finding.found_len,
            known,
            folder,
            at_secs: 0.0,
        }
    }
}

/// Why a campaign ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// The time is used up.
    Time,
    /// The executions are used up.
    Executions,
    /// Every harness needs no more: all are tests without arguments.
    Exhausted,
    /// The first finding was to end it.
    FirstFinding,
    /// Somebody asked it to stop.
    Interrupted,
    /// Every worker died.
    Failed,
}
