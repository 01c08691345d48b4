//! Runs with every comparison logged, of the transaction and of the properties that it may have changed.
//!
//! Invariant: observing finds at least what an ordinary execution finds: coverage and violations are looked at too.

use super::fire::Fired;
use super::fuzzer::Fuzzer;
use super::sites::{Seen, SiteKey};
use crate::detectors;
use crate::harness::Harness;
use crate::replay::wait;
use hashbrown::HashMap;
use hotfire_evm::chain::Chain;
use hotfire_evm::fast::Snapshot;
use std::sync::Arc;

/// Most comparisons of one run that are looked at.
const SEEN_MAX: usize = 2_048;
/// Most properties whose comparisons are looked at after one run.
const PROPERTIES_MAX: usize = 8;

/// What an observed run showed.
#[derive(Debug, Default)]
pub(super) struct Observed {
    pub(super) seen: Vec<Seen>,
    pub(super) fired: Option<Fired>,
    /// An unseen outcome came closer than ever.
    pub(super) closer: bool,
}

impl Observed {
    /// The same comparison in this run.
    pub(super) fn find(&self, like: &Seen) -> Option<&Seen> {
        self.seen.iter().find(|seen| seen.key == like.key && seen.nth == like.nth)
    }
}

impl Fuzzer {
    /// Fires the draft with comparisons logged, as a step of a walk.
    pub(super) fn fire_observed(&mut self) -> Fired {
        let observed = self.observe(true);
        let fired = observed.fired.unwrap_or(Fired { success: false, new: false });
        if observed.closer && !fired.new {
            self.keep(fired.success);
        }
        fired
    }

    /// Fires the draft from a state and goes back to it; the path stays as it was. Comparisons of properties are logged
    /// only if asked for: they cost more than the call.
    pub(super) fn observe_from(&mut self, state: &Snapshot, properties: bool) -> Observed {
        let observed = self.observe(properties);
        self.exec.restore(state);
        if observed.fired.is_some_and(|fired| fired.success) {
            self.path.pop();
        }
        observed
    }

    /// Fires the draft with comparisons logged.
    pub(super) fn observe(&mut self, properties: bool) -> Observed {
        let harness = Arc::clone(&self.harness);
        self.draft.value = self.draft.value.min(harness.semantics.value_max);
        let mut observed = Observed::default();
        let mut counts = HashMap::default();
        let before = wait(&mut self.exec, self.draft.delay_secs, self.draft.delay_blocks);
        let new_flow = self.sampling && self.note_reads(&harness);
        let outcome = self.exec.call_logged(&self.draft.call(&harness));
        if !outcome.status.is_success() {
            let block = self.exec.block_mut();
            (block.timestamp, block.number) = before;
        }
        let context = self.draft.function as u32;
        self.collect(context, &mut counts, &mut observed);
        if self.sampling && outcome.status.is_success() {
            self.note_writes();
        }
        let fired = self.after_fire(&outcome);
        observed.closer |= new_flow;
        if fired.success && properties {
            for index in 0..harness.properties.len().min(PROPERTIES_MAX) {
                if !self.retired[index] {
                    let question = detectors::question(&harness, &harness.properties[index]);
                    self.exec.probe_watched_logged(&question, &mut self.watch, index);
                    let context = (harness.functions.len() + index) as u32;
                    self.collect(context, &mut counts, &mut observed);
                }
            }
        }
        observed.fired = Some(fired);
        observed
    }

    /// Takes over the comparisons and hashes of the last call.
    fn collect(
        &mut self,
        context: u32,
        counts: &mut HashMap<SiteKey, u32, foldhash::fast::FixedState>,
        observed: &mut Observed,
    ) {
        for comparison in self.exec.cmps().cmps() {
            if observed.seen.len() >= SEEN_MAX {
                break;
            }
            let mut seen = Seen::new(comparison, context, 0);
            let count = counts.entry(seen.key).or_insert(0);
            seen.nth = *count;
            *count += 1;
            observed.closer |= self.sites.note(&seen);
            self.dictionary.add_operand(seen.a);
            self.dictionary.add_operand(seen.b);
            observed.seen.push(seen);
        }
        for (blob, hash) in self.exec.cmps().preimages() {
            self.dictionary.add_preimage(hash, blob);
        }
    }

    /// Notes which cells the draft reads; `true` if a function is seen to read what another wrote for the first time.
    fn note_reads(&mut self, harness: &Harness) -> bool {
        let function = self.draft.function;
        let (_, reads) = self.exec.probe_reads(&self.draft.call(harness));
        let flows = &mut self.flows;
        let mut new = false;
        for &cell in &reads.cells {
            new |= flows.note_read(function, cell);
        }
        new
    }

    /// Notes which cells the last call wrote.
    fn note_writes(&mut self) {
        for &cell in self.exec.written() {
            self.flows.note_write(self.draft.function, cell);
        }
    }
}
