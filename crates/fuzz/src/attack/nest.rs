//! Tries everything inside a step during which control came back: re-entrancy, whichever function it leads to.
//!
//! What is taken inside is half of the time what could be taken alone before the step, and as much of it.
//!
//! Invariant: every try begins in the state before the step.

use super::ATTACKER;
use super::act::{Act, get};
use super::hunter::Hunter;
use super::keep::Path;
use crate::tx::{Note, NoteCall};
use hotfire_evm::fast::Snapshot;

/// Tries of each function.
const TRIES: usize = 2;

impl Hunter {
    /// The state before a step during which control may come back.
    pub(super) fn before_handover(&mut self, act: &Act) -> Option<(Snapshot, Path)> {
        let may_nest = act.notes.is_empty() && self.moves.hands_over(act);
        may_nest.then(|| (self.exec.snapshot(), self.path.clone()))
    }

    /// Takes a step again and again, each time with another call made when control comes back.
    pub(super) fn nest(&mut self, before: &(Snapshot, Path), act: &Act) {
        for index in 0..self.moves.inner_calls() {
            for _ in 0..TRIES {
                if self.stats.executions >= self.budget {
                    return;
                }
                self.exec.restore(&before.0);
                self.path = before.1.clone();
                let mut act = act.clone();
                let mut call = self.draw_with(|moves, draw| moves.inner_call(index, draw));
                if self.rng.one_in(2) {
                    call = self.most_alone(call);
                }
                act.notes = vec![Note(vec![call])];
                if self.take(&act).new && self.rng.one_in(2) {
                    let index = self.keep.last();
                    self.settle(index);
                }
            }
        }
    }

    /// A call with one of its amounts as large as it could be in the current state, or as it is if it has none or works with none.
    pub(super) fn most_alone(&mut self, call: NoteCall) -> NoteCall {
        let mut act = Act::plain(self.arena.function_at(call.to, &call.data), ATTACKER, call);
        self.aim_for_most(&mut act);
        let Some(at) = act.aim.and_then(|aim| aim.at) else { return act.call };
        let tx = self.lower(&act);
        if get(&tx, Some(at)).is_zero() {
            return act.call;
        }
        act.fix(at);
        // The other amounts are read anew when the call is made.
        NoteCall { data: tx.data, ..act.call }
    }
}
