//! Which functions read which cells of the state: a step after one that wrote some of them is often one of those.
//!
//! Steps that have nothing to do with each other can be taken in any order; what makes an attack is a step that meets what another
//! left (as in Choi et al., "Smartian", ASE 2021).
//!
//! Invariant: what is remembered is bounded, and forgotten when the cells are numbered anew.

use super::act::Act;
use super::hunter::Hunter;
use crate::rng::Rng;
use crate::tx::Tx;
use hashbrown::HashMap;

/// Cells of which readers are known, and readers of each.
const CELLS_MAX: usize = 8_192;
const READERS_MAX: usize = 24;
/// Cells that are drawn to choose from.
const DRAWN: usize = 3;
/// Calls of a function that are looked at, and how seldom one is after that.
const LOOKS: u16 = 8;
const LOOK_ONE_IN: usize = 48;

/// The functions that were seen to read a cell.
#[derive(Debug, Default)]
pub(super) struct Readers {
    by_cell: HashMap<u32, Vec<usize>>,
    looks: HashMap<usize, u16>,
}

impl Readers {
    pub(super) fn clear(&mut self) {
        self.by_cell.clear();
        self.looks.clear();
    }

    /// Whether it is worthwhile to look at what a call of a function reads.
    fn are_due(&mut self, function: usize, rng: &mut Rng) -> bool {
        let looks = self.looks.entry(function).or_default();
        *looks = looks.saturating_add(1);
        *looks <= LOOKS || rng.one_in(LOOK_ONE_IN)
    }

    fn note(&mut self, function: usize, cells: &[u32]) {
        for cell in cells {
            if self.by_cell.len() >= CELLS_MAX && !self.by_cell.contains_key(cell) {
                continue;
            }
            let known = self.by_cell.entry(*cell).or_default();
            if known.len() < READERS_MAX && !known.contains(&function) {
                known.push(function);
            }
        }
    }

    /// The functions that read one of some cells: of a few that are drawn, the one that fewest read.
    pub(super) fn of_some(&self, cells: &[u32], rng: &mut Rng) -> &[usize] {
        let drawn = [0; DRAWN].map(|_| rng.pick(cells).and_then(|cell| self.by_cell.get(cell)));
        drawn.into_iter().flatten().min_by_key(|readers| readers.len()).map_or(&[], Vec::as_slice)
    }
}

impl Hunter {
    /// Notes now and then what a step reads that is taken next.
    pub(super) fn note_reader(&mut self, act: &Act, tx: &Tx) {
        let Some(function) = act.function else { return };
        if self.readers.are_due(function, &mut self.rng) {
            let mut cells = self.reads_of_tx(tx);
            // Everybody reads what the attacker holds.
            cells.retain(|cell| !self.own.contains(*cell));
            self.readers.note(function, &cells);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_a_cell_is_known_once() {
        let (mut readers, mut rng) = (Readers::default(), Rng::new(1, 0));
        readers.note(3, &[7, 8]);
        readers.note(5, &[8]);
        readers.note(3, &[8]);
        assert_eq!(readers.of_some(&[8], &mut rng), [3, 5]);
        assert_eq!(readers.of_some(&[7], &mut rng), [3]);
        assert!(readers.of_some(&[9], &mut rng).is_empty());
        assert!(readers.of_some(&[], &mut rng).is_empty());
    }

    #[test]
    fn the_first_calls_are_looked_at() {
        let (mut readers, mut rng) = (Readers::default(), Rng::new(1, 0));
        assert!((0..LOOKS).all(|_| readers.are_due(2, &mut rng)));
        let later = (0..4_800).filter(|_| readers.are_due(2, &mut rng)).count();
        assert!((50..150).contains(&later), "{later}");
    }
}
