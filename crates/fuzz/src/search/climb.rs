//! Climbs the value of an optimisation target over the numbers of the last transactions, and by making the last one again.
//!
//! Invariant: a climb ends after a bounded number of executions; the best value found is never lost.

use super::fuzzer::Fuzzer;
use super::input::Input;
use crate::tx::Tx;
use alloy_primitives::{I256, U256};
use hotfire_evm::fast::Snapshot;
use std::sync::Arc;

/// Most executions of one climb.
const EXECUTIONS_MAX: u64 = 8_000;
/// Transactions before the last whose numbers are climbed too.
const EARLIER_MAX: usize = 4;
/// Slices in which one climb goes on; a better value starts a new one.
const RESUMES_MAX: u32 = 8;
/// Bits beyond those of an earlier number by which it may grow at once: it is good already, as what followed shows.
const GROWTH_BITS: usize = 2;

impl Fuzzer {
    /// Climbs one optimisation target from its best sequence: by the numbers of the last call, then by more such calls,
    /// then by the numbers of the calls before it. `from` and `resumes` are 0 unless it goes on in a new slice.
    pub(super) fn climb(&mut self, property: usize, from: usize, resumes: u32) {
        let end = self.stats.executions + EXECUTIONS_MAX;
        let best = self.optima[property].as_ref();
        let Some(last) = best.and_then(|best| best.sequence.len().checked_sub(1)) else { return };
        for back in from..=EARLIER_MAX.min(last) {
            let Some(state) = self.climb_call(property, last - back, end) else { return };
            if back == 0 {
                self.climb_by_repeating(&state, property, end);
            }
            if self.is_spent() {
                if resumes < RESUMES_MAX {
                    self.jobs.resume_climb(property, back, resumes + 1);
                }
                return;
            }
            if self.stats.executions >= end {
                return;
            }
        }
    }

    /// Climbs the numbers of one call of the best sequence; gives the state before it, with the call as the draft.
    fn climb_call(&mut self, property: usize, at: usize, end: u64) -> Option<Snapshot> {
        let best = self.optima[property].clone()?;
        let (until, rest) = best.sequence.split_at_checked(at + 1)?;
        let state = self.before_last(until)?;
        let target = &self.targets[self.draft.function];
        if !target.codec.leaves(&self.draft.data, &mut self.leaves) {
            return None;
        }
        for input in Input::all(&self.leaves, target.payable, &self.harness.semantics) {
            if input.is_number() {
                self.climb_input(&state, property, input, rest, end);
            }
        }
        Some(state)
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
    fn climb_input(&mut self, state: &Snapshot, property: usize, input: Input, rest: &[Tx], end: u64) {
        let mut best = self.value_of(property);
        let bits = if rest.is_empty() {
            input.bits()
        } else {
            input.bits().min(input.get(&self.draft).bit_len() + GROWTH_BITS)
        };
        for bit in (0..bits).rev() {
            let step = input.step().wrapping_shl(bit);
            for up in [true, false] {
                if step.is_zero() || self.stats.executions >= end || self.is_spent() {
                    return;
                }
                let x = input.get(&self.draft);
                let new = if up { x.saturating_add(step) } else { x.saturating_sub(step) };
                let value = self.try_value(state, property, input, new, rest);
                if value > best {
                    best = value;
                } else {
                    let harness = Arc::clone(&self.harness);
                    input.set(&mut self.draft, x, &harness.semantics);
                }
            }
        }
    }

    /// The best value after the draft with one input changed, and after the rest; the change stays.
    fn try_value(
        &mut self,
        state: &Snapshot,
        property: usize,
        input: Input,
        word: U256,
        rest: &[Tx],
    ) -> Option<I256> {
        let harness = Arc::clone(&self.harness);
        if !input.set(&mut self.draft, word, &harness.semantics) {
            return None;
        }
        let kept = self.path.mark();
        let mut success = self.fire_draft().success;
        if success && !rest.is_empty() {
            let draft = self.draft.clone();
            success = rest.iter().all(|tx| self.draft.load(&harness, tx) && self.fire_draft().success);
            self.draft = draft;
        }
        let value = if success { self.value_of(property) } else { None };
        self.exec.restore(state);
        self.path.back_to(kept);
        value
    }

    fn value_of(&self, property: usize) -> Option<I256> {
        self.optima[property].as_ref().and_then(|hit| hit.violation.value)
    }
}
