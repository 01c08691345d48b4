//! Tries everything inside a step during which control came back: re-entrancy, whichever function it leads to.
//!
//! Invariant: every try begins in the state before the step.

use super::act::Act;
use super::hunter::Hunter;
use super::keep::Path;
use crate::tx::Note;
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
                act.notes = vec![Note(vec![self.draw_with(|moves, draw| moves.inner_call(index, draw))])];
                if self.take(&act).new && self.rng.one_in(2) {
                    let index = self.keep.last();
                    self.settle(index);
                }
            }
        }
    }
}
