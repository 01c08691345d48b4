//! Which steps wrote which cells of the state: what is put in before a step that reads them.
//!
//! Invariant: what is remembered is bounded, and forgotten when the cells are numbered anew.

use super::act::{Act, Goal};
use super::hunter::Hunter;
use super::needs::Needs;
use hashbrown::HashMap;

/// Cells of which writers are known.
const CELLS_MAX: usize = 4_096;
/// Writers known of each, by different functions.
const WRITERS_MAX: usize = 4;

/// The last step of each function that wrote a cell.
#[derive(Debug, Default)]
pub(super) struct Writers(HashMap<u32, Vec<Act>>);

impl Writers {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Notes what a step wrote.
    pub(super) fn note(&mut self, act: &Act, written: &[u32]) {
        for cell in written {
            if self.0.len() >= CELLS_MAX && !self.0.contains_key(cell) {
                continue;
            }
            let known = self.0.entry(*cell).or_default();
            if let Some(same) = known.iter_mut().find(|other| other.function == act.function) {
                same.clone_from(act);
            } else if known.len() < WRITERS_MAX {
                known.push(act.clone());
            }
        }
    }
}

impl Hunter {
    /// A step that wrote something that is read from a step on, some amount changed half of the time.
    pub(super) fn writer_for(&mut self, needs: &Needs, from: usize) -> Option<Act> {
        let known: Vec<&Vec<Act>> =
            needs.read_from(from).filter_map(|cell| self.writers.0.get(&cell)).collect();
        let writers = *self.rng.pick(&known)?;
        let mut act = self.rng.pick(writers)?.clone();
        (act.delay_secs, act.delay_blocks) = (0, 0);
        match self.rng.below(4) {
            0 => self.draw_with(|moves, draw| moves.change(&mut act, draw)),
            1 => act.aim(Goal::Most, &mut self.rng),
            _ => {}
        }
        Some(act)
    }
}
