//! Climbs the value of an optimisation target over the numbers of the last transaction, and by making it again.
//!
//! Invariant: a climb ends after a bounded number of executions; the best value found is never lost.

use super::fuzzer::Fuzzer;
use super::input::Input;
use alloy_primitives::{I256, U256};
use hotfire_evm::fast::Snapshot;

/// Most executions of one climb.
const EXECUTIONS_MAX: u64 = 8_000;

impl Fuzzer {
    /// Climbs one optimisation target from its best sequence: by the numbers of the last call, then by more such calls.
    pub(super) fn climb(&mut self, property: usize) {
        let Some(best) = self.optima[property].clone() else { return };
        let Some(state) = self.before_last(&best.sequence) else { return };
        let end = self.stats.executions + EXECUTIONS_MAX;
        let codec = &self.targets[self.draft.function].codec;
        if !codec.leaves(&self.draft.data, &mut self.leaves) {
            return;
        }
        let payable = self.targets[self.draft.function].payable;
        for input in Input::all(&self.leaves, payable, &self.harness.semantics) {
            if input.is_number() {
                self.climb_input(&state, property, input, end);
            }
        }
        self.climb_by_repeating(&state, property, end);
        if self.is_spent() {
            self.jobs.resume_climb(property);
        }
    }

    /// Makes the last call again as long as each time gives more.
    fn climb_by_repeating(&mut self, state: &Snapshot, property: usize, end: u64) {
        let kept = self.path.mark();
        let mut made = 0;
        while self.path.len() < self.harness.semantics.sequence_len_max
            && self.stats.executions < end
            && !self.is_spent()
        {
            let before = self.value_of(property);
            let fired = self.fire_draft();
            made += 1;
            // The first call only leads to the best value so far.
            if !fired.success || (made > 1 && self.value_of(property) <= before) {
                break;
            }
        }
        self.exec.restore(state);
        self.path.back_to(kept);
    }

    /// Moves one number by ever smaller steps, up and down, and keeps what is better.
    fn climb_input(&mut self, state: &Snapshot, property: usize, input: Input, end: u64) {
        let mut best = self.value_of(property);
        for bit in (0..input.bits()).rev() {
            let step = input.step().wrapping_shl(bit);
            for up in [true, false] {
                if step.is_zero() || self.stats.executions >= end || self.is_spent() {
                    return;
                }
                let x = input.get(&self.draft);
                let new = if up { x.saturating_add(step) } else { x.saturating_sub(step) };
                let value = self.try_value(state, property, input, new);
                if value > best {
                    best = value;
                } else {
                    let semantics = self.harness.semantics.clone();
                    input.set(&mut self.draft, x, &semantics);
                }
            }
        }
    }

    /// The best value after the draft with one input changed; the change stays.
    fn try_value(&mut self, state: &Snapshot, property: usize, input: Input, word: U256) -> Option<I256> {
        let semantics = self.harness.semantics.clone();
        if !input.set(&mut self.draft, word, &semantics) {
            return None;
        }
        let kept = self.path.mark();
        let fired = self.fire_draft();
        let value = if fired.success { self.value_of(property) } else { None };
        self.exec.restore(state);
        self.path.back_to(kept);
        value
    }

    fn value_of(&self, property: usize) -> Option<I256> {
        self.optima[property].as_ref().and_then(|hit| hit.violation.value)
    }
}
