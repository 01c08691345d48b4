//! `finding.json`: a finding to keep, to commit and to replay.
//!
//! Invariant: what is written is read back as the same record; a document of a later schema is refused, never misread.

use crate::case::Case;
use crate::error::ReportError;
use crate::flow::{self, Flow, ToldChange};
use crate::names::Names;
use crate::place::{Place, broke_at};
use crate::proof::{FILE, run_command};
use crate::sequence::Told;
use alloy_primitives::{Address, B256, keccak256};
use hotfire_evm::setup::{Setup, Step};
use hotfire_fuzz::{Dialect, Harness, Hit, Rule, Sequence, Tx, Violation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The schema that is written, `docs/schema/finding.schema.json`.
pub const SCHEMA: u64 = 1;
/// The name of the file.
pub const RECORD_FILE: &str = "finding.json";

/// A finding as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// [`SCHEMA`].
    pub schema: u64,
    /// Id of the finding, stable over runs and builds.
    pub id: String,
    /// The kind of thing that broke.
    pub rule: Rule,
    /// The vector in OWASP's Smart Contract Top 10, where the rule tells it: [`Rule::vector`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vector: Option<String>,
    /// What broke, in a line.
    pub title: String,
    /// It was replayed from genesis on the reference engine.
    pub confirmed: bool,
    /// What it was found with.
    pub harness: RecordedHarness,
    /// Signature of the broken property; absent when a call itself failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// What broke, as the detectors say it.
    pub violation: Violation,
    /// What was done.
    pub sequence: Vec<RecordedTx>,
    /// Where in the sources it broke first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broke_at: Option<Place>,
    /// What everybody gained and lost in an attack.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ToldChange>,
    /// Who paid whom in an attack, transaction by transaction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<Flow>,
    /// Names of the accounts in the sequence.
    pub names: BTreeMap<Address, String>,
    /// How it was found.
    pub found: RecordedSearch,
    /// The Foundry test beside this file; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// How to run that test, from the project's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}

/// The harness of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedHarness {
    /// [`Harness::id`].
    pub id: String,
    /// Name of the contract.
    pub contract: String,
    /// Source path, relative to the project.
    pub path: String,
    /// Whose conventions it follows.
    pub dialect: Dialect,
    /// Where it was.
    pub address: Address,
    /// See [`setup_hash`].
    pub setup: B256,
}

/// A transaction of a record: the replay reads the transaction, people read the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedTx {
    /// The transaction.
    #[serde(flatten)]
    pub tx: Tx,
    /// The same in words.
    pub told: Told,
}

/// How a finding was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedSearch {
    /// Executions of the worker until then.
    pub executions: u64,
    /// Milliseconds from the start of the campaign; absent when nobody measured them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub millis: Option<u64>,
    /// Transactions when it was found.
    pub len: usize,
    /// Transactions after shrinking.
    pub shrunk_len: usize,
}

/// Why a record says nothing about a build.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotApplicable {
    /// The record is about another harness.
    #[error("it was found with {recorded}, this is {given}")]
    OtherHarness {
        /// The record's harness.
        recorded: String,
        /// The harness at hand.
        given: String,
    },
    /// A called function is no longer there.
    #[error("call {at} is of {function}, which is no longer there")]
    FunctionGone {
        /// Place in the sequence, from 1.
        at: usize,
        /// What was called.
        function: String,
    },
    /// The property is no longer there.
    #[error("the property {property} is no longer there")]
    PropertyGone {
        /// What was asked.
        property: String,
    },
}

impl Record {
    /// The record of a confirmed case. `seconds` and whether there is a proof are the caller's to know.
    #[must_use]
    pub fn new(case: &Case<'_>, seconds: Option<f64>, has_proof: bool) -> Self {
        let names = Names::new(case.harness, case.project, case.traces);
        let run = run_command(case.project, case.id);
        let mut accounts = BTreeMap::new();
        for address in case.sequence.iter().flat_map(|tx| [tx.from, tx.to]) {
            if let Some(name) = names.known(address) {
                accounts.insert(address, name);
            }
        }
        let told = |(at, tx): (usize, &Tx)| RecordedTx { tx: tx.clone(), told: Told::of(case, &names, at) };
        Self {
            schema: SCHEMA,
            id: case.id.to_owned(),
            rule: case.rule(),
            vector: case.rule().vector().map(str::to_owned),
            title: case.title(),
            confirmed: true,
            harness: RecordedHarness {
                id: case.harness.id.clone(),
                contract: case.harness.contract.clone(),
                path: case.harness.path.clone(),
                dialect: case.harness.dialect,
                address: case.harness.address,
                setup: setup_hash(case.harness.world.setup()),
            },
            property: case.property().map(|property| property.name.clone()),
            violation: case.violation.clone(),
            sequence: case.sequence.iter().enumerate().map(told).collect(),
            broke_at: case.judging_tree().and_then(|tree| broke_at(&names, case.project, tree)),
            changes: flow::changes(case, &names),
            flows: flow::flows(case, &names),
            names: accounts,
            found: RecordedSearch {
                executions: case.executions,
                millis: seconds.map(|seconds| (seconds * 1_000.0).round().max(0.0) as u64),
                len: case.found_len,
                shrunk_len: case.sequence.len(),
            },
            proof: has_proof.then(|| FILE.to_owned()),
            run: has_proof.then_some(run.command),
        }
    }

    /// The document.
    ///
    /// # Errors
    /// [`ReportError::Json`], which does not happen for records made by [`Record::new`].
    pub fn to_json(&self) -> Result<String, ReportError> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// Reads a document; `path` is where it came from, for the error.
    ///
    /// # Errors
    /// [`ReportError::NewerSchema`] and [`ReportError::Corrupt`].
    pub fn from_json(text: &str, path: &Path) -> Result<Self, ReportError> {
        let corrupt = |why: String| ReportError::Corrupt { path: path.to_owned(), why };
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| corrupt(error.to_string()))?;
        let schema = value.get("schema").and_then(serde_json::Value::as_u64);
        match schema {
            None => return Err(corrupt("it has no number under \"schema\"".into())),
            Some(0) => return Err(corrupt("schema 0 was never written".into())),
            Some(found) if found > SCHEMA => {
                return Err(ReportError::NewerSchema { path: path.to_owned(), found, known: SCHEMA });
            }
            Some(_) => {}
        }
        let record: Self = serde_json::from_value(value).map_err(|error| corrupt(error.to_string()))?;
        if !record.sequence.is_empty() && record.violation.at >= record.sequence.len() {
            return Err(corrupt(format!(
                "it breaks at call {} of {}",
                record.violation.at + 1,
                record.sequence.len()
            )));
        }
        Ok(record)
    }

    /// The hit that led to the finding, to be confirmed again.
    #[must_use]
    pub fn hit(&self) -> Hit {
        Hit {
            violation: self.violation.clone(),
            sequence: Sequence(self.sequence.iter().map(|recorded| recorded.tx.clone()).collect()),
            executions: self.found.executions,
        }
    }

    /// Whether a replay on a harness of today says anything: what is called and asked must still be there.
    ///
    /// # Errors
    /// The first reason why it says nothing.
    pub fn applies(&self, harness: &Harness) -> Result<(), NotApplicable> {
        if harness.id != self.harness.id {
            return Err(NotApplicable::OtherHarness {
                recorded: self.harness.id.clone(),
                given: harness.id.clone(),
            });
        }
        for (at, recorded) in self.sequence.iter().enumerate() {
            let tx = &recorded.tx;
            let there = harness.functions.iter().any(|function| {
                function.address == tx.to
                    && match function.selector {
                        Some(selector) => tx.selector() == Some(selector),
                        None => true,
                    }
            });
            let is_given = hotfire_fuzz::replay::is_honest(harness, tx)
                || hotfire_fuzz::replay::loan_in(harness, tx).is_some();
            if !there && !is_given {
                let told = &recorded.told;
                let name = if told.function.is_empty() { &told.call } else { &told.function };
                return Err(NotApplicable::FunctionGone { at: at + 1, function: name.clone() });
            }
        }
        if let Some(property) = &self.property {
            let subject = &self.violation.reason.subject;
            if !harness.properties.iter().any(|known| known.subject() == *subject) {
                return Err(NotApplicable::PropertyGone { property: property.clone() });
            }
        }
        Ok(())
    }

    /// Whether the world is set up in another way than when this was found.
    #[must_use]
    pub fn world_differs(&self, harness: &Harness) -> bool {
        setup_hash(harness.world.setup()) != self.harness.setup
    }
}

/// A hash over how a world is set up: who has what, who deploys and calls what in which order. Code is left out, so that it
/// stays the same when contracts are mended.
#[must_use]
pub fn setup_hash(setup: &Setup) -> B256 {
    let mut text = format!("{:?}|{:?}|{:?}", setup.fork, setup.block, setup.balances);
    for (at, _) in &setup.codes {
        text.push_str(&format!("|code {at}"));
    }
    for step in &setup.steps {
        match step {
            Step::Deploy { from, at, value, label, .. } => {
                text.push_str(&format!("|deploy {from} {at:?} {value} {label}"));
            }
            Step::Call { from, to, data, value, label } => {
                text.push_str(&format!("|call {from} {to} {data} {value} {label}"));
            }
        }
    }
    keccak256(text)
}
