//! One report of a run, from which every format is written.
//!
//! Invariant: every format says the same; what was not confirmed, not reached or not finished is in the report too.

use crate::case::Case;
use crate::flow::{self, ToldChange};
use crate::gaps::Gap;
use crate::names::Names;
use crate::place::{Place, broke_at};
use crate::proof::{FILE, run_command};
use crate::sequence::Told;
use alloy_primitives::{Address, I256};
use hotfire_fuzz::{Dialect, Harness, Rule};
use serde::Serialize;

/// Everything that is to be told about a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Confirmed findings, in the order in which they are told.
    pub findings: Vec<ReportedFinding>,
    /// Best values of optimisation targets.
    pub optima: Vec<ReportedFinding>,
    /// Findings of earlier runs that do not fail any more.
    pub mended: Vec<Mended>,
    /// What was done.
    pub stats: Stats,
    /// What was fired at.
    pub harnesses: Vec<HarnessStats>,
    /// Functions that were never reached.
    pub gaps: Vec<Gap>,
    /// Hits that did not replay: never findings.
    pub unconfirmed: Vec<UnconfirmedHit>,
    /// How many hits did not replay; at least as many as are listed.
    pub unconfirmed_count: usize,
    /// Findings that are on disk but not listed here.
    pub findings_not_listed: usize,
    /// What a user should know besides.
    pub notes: Vec<String>,
    /// What each stolen key was worth.
    pub keys: Vec<StolenKey>,
    /// Why the run did not do all that was asked; `None` when it did.
    pub incomplete: Option<String>,
}

/// A finding, ready to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedFinding {
    /// Id of the finding.
    pub id: String,
    /// The kind of thing that broke.
    pub rule: Rule,
    /// What broke, in a line.
    pub title: String,
    /// Id of the harness.
    pub harness: String,
    /// Name of the contract that judged.
    pub contract: String,
    /// Signature of the property, test or called function.
    pub property: String,
    /// How it broke.
    pub how: String,
    /// The failing call's message; may be empty.
    pub message: String,
    /// The value reached, for an optimum.
    pub value: Option<String>,
    /// What was done.
    pub sequence: Vec<Told>,
    /// What everybody gained and lost in an attack.
    pub changes: Vec<ToldChange>,
    /// Where in the sources it broke first.
    pub broke_at: Option<Place>,
    /// It was replayed from genesis on the reference engine.
    pub confirmed: bool,
    /// It was on disk from an earlier run and still fails.
    pub known: bool,
    /// Where its files are, relative to the project; `None` when nothing was written.
    pub folder: Option<String>,
    /// The Foundry test, relative to the project; `None` when there is none.
    pub proof: Option<String>,
    /// How to run that test.
    pub run: Option<String>,
    /// What must be known to run it.
    pub run_note: Option<String>,
    /// Transactions before shrinking.
    pub found_len: usize,
    /// Executions of the worker until it was found.
    pub executions_to_find: u64,
    /// Seconds from the start until it was found, if measured.
    pub seconds_to_find: Option<f64>,
}

impl ReportedFinding {
    /// A confirmed case, without what only the caller knows: where its files are, whether it was known, how long it took.
    #[must_use]
    pub fn new(case: &Case<'_>) -> Self {
        let names = Names::new(case.harness, case.project, case.traces);
        let violation = case.violation;
        let subject = &violation.reason.subject;
        let (contract, property) =
            subject.split_once('.').unwrap_or((case.harness.contract.as_str(), subject));
        Self {
            id: case.id.to_owned(),
            rule: case.rule(),
            title: case.title(),
            harness: case.harness.id.clone(),
            contract: contract.to_owned(),
            property: property.to_owned(),
            how: violation.reason.how.clone(),
            message: violation.message.clone(),
            value: violation.value.map(|value| value.to_string()),
            sequence: (0..case.sequence.len()).map(|at| Told::of(case, &names, at)).collect(),
            changes: flow::changes(case, &names),
            broke_at: case.judging_tree().and_then(|tree| broke_at(&names, case.project, tree)),
            confirmed: true,
            known: false,
            folder: None,
            proof: None,
            run: None,
            run_note: None,
            found_len: case.found_len,
            executions_to_find: case.executions,
            seconds_to_find: None,
        }
    }

    /// Says where the finding's files are, relative to the project, and whether the Foundry test is among them.
    #[must_use]
    pub fn with_files(mut self, case: &Case<'_>, folder: &str, has_proof: bool) -> Self {
        self.folder = Some(folder.to_owned());
        if has_proof {
            let run = run_command(case.project, case.id);
            self.proof = Some(format!("{folder}/{FILE}"));
            self.run = Some(run.command);
            self.run_note = match folder == crate::proof::folder(case.id) {
                true => run.note,
                // The imports of the proof count from the usual folder.
                false => Some(format!("with {folder} copied to {}", crate::proof::folder(case.id))),
            };
        }
        self
    }
}

/// A finding of an earlier run that does not fail any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mended {
    /// Its id.
    pub id: String,
    /// `Contract.signature` of what failed.
    pub subject: String,
    /// What the replay said.
    pub why: String,
}

/// A hit that did not replay on the reference engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnconfirmedHit {
    /// `Contract.signature` of what seemed to fail.
    pub subject: String,
    /// How it seemed to fail.
    pub how: String,
    /// Why it does not count.
    pub why: String,
}

/// What the attacker could do with the stolen key of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StolenKey {
    /// The roles of the account, by the names of the views that tell them.
    pub roles: Vec<String>,
    /// The account; several where their keys were stolen together.
    pub holders: Vec<Address>,
    /// Id of the harness in which they were.
    pub harness: String,
    /// Calls executed with it.
    pub executions: u64,
    /// The largest loss that was found; `None` when nothing was.
    pub loss: Option<KeyLoss>,
}

/// The largest loss that was found with a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyLoss {
    /// Id of the finding.
    pub finding: String,
    /// The finding in a line.
    pub title: String,
    /// What everybody but the attacker lost.
    pub lost: Vec<ToldChange>,
}

impl StolenKey {
    /// The account's key with the worst of its findings: what gains most, before whatever takes nothing.
    #[must_use]
    pub fn new(harness: &Harness, executions: u64, findings: &[ReportedFinding]) -> Option<Self> {
        let arena = harness.arena.as_deref().filter(|arena| !arena.stolen.is_empty())?;
        let mut roles: Vec<String> = Vec::new();
        for role in arena.roles.iter().filter(|role| arena.stolen.contains(&role.holder)) {
            if !roles.contains(&role.name) {
                roles.push(role.name.clone());
            }
        }
        let worth = |finding: &ReportedFinding| {
            let value = finding.value.as_ref().and_then(|value| value.parse::<I256>().ok());
            (value.unwrap_or(I256::MINUS_ONE), std::cmp::Reverse(finding.id.clone()))
        };
        let own = findings.iter().filter(|finding| finding.harness == harness.id);
        let loss = own.max_by_key(|finding| worth(finding)).map(|finding| KeyLoss {
            finding: finding.id.clone(),
            title: finding.title.clone(),
            lost: finding.changes.iter().filter(|change| change.units.starts_with('-')).cloned().collect(),
        });
        Some(Self { roles, holders: arena.stolen.clone(), harness: harness.id.clone(), executions, loss })
    }
}

/// What a run did, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stats {
    /// Decides, with the executions, what is found.
    pub seed: u64,
    /// Threads that searched.
    pub workers: u32,
    /// Why it ended, as [`hotfire_campaign::Ended`] is written.
    pub ended: String,
    /// Seconds from start to end.
    pub elapsed_secs: f64,
    /// Calls executed.
    pub executions: u64,
    /// Calls executed in a second.
    pub executions_per_sec: f64,
    /// Calls that reverted.
    pub reverts: u64,
    /// Evaluations of properties.
    pub checks: u64,
    /// Edges reached.
    pub edges: u64,
    /// Sequences kept in the corpora.
    pub corpus: u64,
    /// Sequences of earlier runs that were used again.
    pub resumed: u64,
    /// Functions of the project that were reached.
    pub functions_reached: usize,
    /// Functions of the project's contracts in the worlds.
    pub functions: usize,
}

/// A harness in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HarnessStats {
    /// Id of the harness.
    pub id: String,
    /// Whose conventions it follows.
    pub dialect: Dialect,
    /// Functions that may be called.
    pub functions: usize,
    /// Properties that are judged.
    pub properties: usize,
    /// Every function is a test of its own.
    pub stateless: bool,
    /// Calls executed.
    pub executions: u64,
}
