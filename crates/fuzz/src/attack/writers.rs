//! Which steps wrote which cells of the state: what is put in before a step that reads them.
//!
//! Invariant: what is remembered is bounded, and forgotten when the cells are numbered anew.

use super::act::Act;
use super::aim::Goal;
use super::hunter::Hunter;
use super::needs::Needs;
use crate::rng::Rng;
use hashbrown::HashMap;
use std::sync::Arc;

/// Cells of which writers are known.
const CELLS_MAX: usize = 4_096;
/// Writers known of each, by different functions.
const WRITERS_MAX: usize = 4;
/// Steps before a writer that are remembered with it.
const BEFORE_MAX: usize = 3;
/// How seldom a later step takes the place of the one of the same function.
const REPLACED_ONE_IN: usize = 8;

/// A step of each function that wrote a cell, after the steps before it.
#[derive(Debug, Default)]
pub(super) struct Writers(HashMap<u32, Vec<Arc<[Act]>>>);

impl Writers {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Notes what the last of some steps wrote.
    pub(super) fn note(&mut self, acts: &[Act], written: &[u32], rng: &mut Rng) {
        let Some(act) = acts.last() else { return };
        let mut steps: Option<Arc<[Act]>> = None;
        let mut steps = || {
            let begin = acts.len().saturating_sub(1 + BEFORE_MAX);
            Arc::clone(steps.get_or_insert_with(|| acts[begin..].into()))
        };
        let replaces = rng.one_in(REPLACED_ONE_IN);
        for cell in written {
            if self.0.len() >= CELLS_MAX && !self.0.contains_key(cell) {
                continue;
            }
            let known = self.0.entry(*cell).or_default();
            let by_same =
                |other: &&mut Arc<[Act]>| other.last().is_some_and(|last| last.function == act.function);
            if let Some(same) = known.iter_mut().find(by_same) {
                if replaces {
                    *same = steps();
                }
            } else if known.len() < WRITERS_MAX {
                known.push(steps());
            }
        }
    }
}

impl Hunter {
    /// A step that wrote something that is read from a step on, now and then changed or with some of those before it.
    pub(super) fn writer_for(&mut self, needs: &Needs, from: usize) -> Option<Vec<Act>> {
        let known: Vec<&Vec<Arc<[Act]>>> =
            needs.read_from(from).filter_map(|cell| self.writers.0.get(&cell)).collect();
        let writers = *self.rng.pick(&known)?;
        let steps = Arc::clone(self.rng.pick(writers)?);
        let before = if self.rng.one_in(2) { 0 } else { self.rng.below(steps.len()) };
        let mut acts = steps[steps.len() - 1 - before..].to_vec();
        acts.iter_mut().for_each(|act| (act.delay_secs, act.delay_blocks) = (0, 0));
        let last = acts.last_mut()?;
        match self.rng.below(4) {
            0 => self.draw_with(|moves, draw| moves.change(last, draw)),
            1 => last.aim(Goal::Most, &mut self.rng),
            _ => {}
        }
        Some(acts)
    }
}

#[cfg(test)]
mod tests {
    use super::super::arena::call_to;
    use super::*;
    use alloy_primitives::{Address, Bytes};

    #[test]
    fn the_steps_before_a_writer_are_remembered_with_it() {
        let act = |index| Act::plain(Some(index), Address::ZERO, call_to(Address::ZERO, Bytes::new()));
        let acts: Vec<Act> = (0..6).map(act).collect();
        let (mut writers, mut rng) = (Writers::default(), Rng::new(1, 0));
        writers.note(&acts, &[7, 8], &mut rng);
        writers.note(&acts[..2], &[8], &mut rng);
        assert_eq!(*writers.0[&7][0], acts[2..]);
        assert_eq!(writers.0[&8].len(), 2);
        assert_eq!(*writers.0[&8][1], acts[..2]);
        writers.clear();
        assert!(writers.0.is_empty());
    }
}
