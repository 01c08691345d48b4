//! Fires one transaction and looks at what it did: coverage, violations, properties.
//!
//! Invariant: a transaction that did not succeed leaves state, path and time as they were.

use super::fuzzer::Fuzzer;
use crate::detectors::{self, Verdict};
use crate::finding::{Hit, Reason, Violation};
use crate::harness::PropertyKind;
use crate::replay::{fire, fire_traced};
use crate::rules::Rule;
use crate::tx::Sequence;
use alloy_primitives::{B256, I256, keccak256};
use hotfire_evm::chain::Chain;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::{Outcome, Status};
use hotfire_evm::trace::CallTree;
use std::sync::Arc;

/// How often a failing instruction is looked up for the same function and manner.
const SITE_LOOKUPS_MAX: u32 = 32;

/// What a fired transaction did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fired {
    pub(super) success: bool,
    /// It reached something new.
    pub(super) new: bool,
}

impl Fuzzer {
    /// Fires the draft from the current state. A success is added to the path.
    pub(super) fn fire_draft(&mut self) -> Fired {
        let harness = Arc::clone(&self.harness);
        self.draft.value = self.draft.value.min(harness.semantics.value_max);
        let call = self.draft.call(&harness);
        let outcome = fire(&mut self.exec, &call, self.draft.delay_secs, self.draft.delay_blocks);
        self.after_fire(&outcome)
    }

    /// Everything that follows an execution of the draft.
    pub(super) fn after_fire(&mut self, outcome: &Outcome) -> Fired {
        let success = outcome.status.is_success();
        self.stats.executions += 1;
        self.targets[self.draft.function].calls += 1;
        let new = self.absorb(outcome.status);
        if detectors::may_break(&self.harness, &mut self.exec, outcome) {
            self.judge_call(outcome);
        }
        if success {
            self.targets[self.draft.function].successes += 1;
            if outcome.output.len() >= 32 && self.rng.one_in(8) {
                self.dictionary.add_words_of(&outcome.output);
            }
            self.path.push(&self.draft);
            self.check_properties();
        } else {
            self.stats.failures += 1;
        }
        if new {
            self.stats.last_new_edge = self.stats.executions;
            self.keep(success);
        }
        Fired { success, new }
    }

    /// Takes in the coverage of the last call; notes the edges that were new.
    fn absorb(&mut self, status: Status) -> bool {
        let coverage = self.exec.coverage_mut();
        if !coverage.is_new(status) {
            return false;
        }
        self.novel.clear();
        self.novel.extend(coverage.novel(status));
        !coverage.absorb(status).is_empty()
    }

    fn judge_call(&mut self, outcome: &Outcome) {
        let harness = Arc::clone(&self.harness);
        let function = &harness.functions[self.draft.function];
        let Some(mut violation) = detectors::judge_call(&harness, function, &mut self.exec, outcome) else {
            return;
        };
        if violation.reason.rule != Rule::Test && !outcome.status.is_success() {
            let lookups = self.lookups.entry(violation.reason.clone()).or_insert(0);
            *lookups += 1;
            if *lookups > SITE_LOOKUPS_MAX {
                return;
            }
            // The failed call changed nothing: run it again to see where it failed.
            let call = self.draft.call(&harness);
            let (_, tree) =
                fire_traced(&mut self.exec, &call, self.draft.delay_secs, self.draft.delay_blocks);
            violation.reason.site = site_of(&tree, &mut self.exec);
        }
        violation.at = self.path.len();
        self.report(violation, true);
    }

    /// Asks every property that read something that the last transaction wrote.
    pub(super) fn check_properties(&mut self) {
        self.dirty.clear();
        self.exec.dirty_watchers(&self.watch, &mut self.dirty);
        if self.dirty.is_empty() {
            return;
        }
        let dirty = std::mem::take(&mut self.dirty);
        for index in dirty.iter() {
            if !self.retired[index] && !self.harness.properties[index].at_end {
                self.check_property(index);
            }
        }
        self.dirty = dirty;
    }

    /// Asks one property in the current state.
    pub(super) fn check_property(&mut self, index: usize) {
        let harness = Arc::clone(&self.harness);
        let property = &harness.properties[index];
        self.stats.checks += 1;
        let question = detectors::question(&harness, property);
        let outcome = self.exec.probe_watched(&question, &mut self.watch, index);
        match detectors::judge_answer(&harness, property, &mut self.exec, &outcome) {
            Verdict::Holds | Verdict::NotJudged => {}
            Verdict::Broken(mut violation) => {
                self.retired[index] = true;
                violation.at = self.path.len().saturating_sub(1);
                self.report(violation, false);
            }
            Verdict::Value(value) => self.note_value(index, value),
        }
    }

    /// Asks every property at genesis, so that each one's read set is known from the start.
    pub(super) fn check_genesis(&mut self) {
        self.start_at_genesis();
        for index in 0..self.harness.properties.len() {
            self.check_property(index);
        }
    }

    /// Asks the properties that are only judged at the end of a sequence.
    pub(super) fn check_end(&mut self) {
        for index in 0..self.harness.properties.len() {
            if self.harness.properties[index].at_end && !self.retired[index] {
                self.check_property(index);
            }
        }
    }

    fn note_value(&mut self, index: usize, value: I256) {
        let best = self.optima[index].as_ref().and_then(|hit| hit.violation.value);
        if best.is_some_and(|best| value <= best) {
            return;
        }
        debug_assert!(matches!(self.harness.properties[index].kind, PropertyKind::Maximise { .. }));
        let mut violation = detectors::measured(&self.harness.properties[index], value);
        violation.at = self.path.len().saturating_sub(1);
        let sequence = Sequence(self.path.to_txs(&self.harness, None));
        self.optima[index] = Some(Hit { violation, sequence, executions: self.stats.executions });
        if self.path.len() > 0 {
            self.keep(true);
            self.jobs.add_climb(index);
        }
    }

    /// Notes a violation unless its reason is known. `pending` says that the draft is not part of the path.
    fn report(&mut self, violation: Violation, pending: bool) {
        if !self.known.insert(known_key(&violation)) {
            return;
        }
        let last = pending.then_some(&self.draft);
        let sequence = Sequence(self.path.to_txs(&self.harness, last));
        self.hits.push(Hit { violation, sequence, executions: self.stats.executions });
    }
}

/// What makes two hits of one worker the same: a test and a property fail once, in whatever manner.
pub(super) fn known_key(violation: &Violation) -> Reason {
    let mut key = violation.reason.clone();
    if matches!(key.rule, Rule::Test | Rule::Property) {
        key.how.clear();
        key.site = None;
    }
    key
}

/// Code hash and program counter of the instruction that broke a failed call.
fn site_of(tree: &CallTree, exec: &mut FastExecutor) -> Option<(B256, u32)> {
    let node = tree.broke_at()?;
    let pc = u32::try_from(node.failed_pc?).ok()?;
    Some((keccak256(exec.code(node.code_address)), pc))
}
