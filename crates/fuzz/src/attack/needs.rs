//! What the steps of an attack read, so that a step put in before them is known to matter to them or not.
//!
//! Invariant: what the attacker holds itself is left out: having more of it is not what makes a payout larger than it should be.

use super::ATTACKER;
use super::accounts::{BANK, word_of};
use super::assets::BALANCE_OF;
use super::hunter::Hunter;
use crate::tx::{Question, Tx};
use alloy_primitives::{Address, U256};
use hashbrown::HashSet;
use hotfire_evm::outcome::Call;
use std::collections::BTreeMap;

/// Cells of the state, each with the last step that reads it; unknown at first.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs(Option<BTreeMap<u32, usize>>);

impl Needs {
    pub(super) fn are_known(&self) -> bool {
        self.0.is_some()
    }

    /// Cells that are read by a step from this one on, in order.
    pub(super) fn read_from(&self, from: usize) -> impl Iterator<Item = u32> + '_ {
        let cells = self.0.iter().flatten();
        cells.filter(move |(_, last)| **last >= from).map(|(cell, _)| *cell)
    }

    /// Whether one of the cells is read by a step from this one on, as far as is known.
    pub(super) fn are_touched(&self, written: &[u32], from: usize) -> bool {
        let Some(cells) = &self.0 else { return true };
        written.iter().any(|cell| cells.get(cell).is_some_and(|last| *last >= from))
    }
}

/// Cells that tell what the attacker holds, under one numbering of the cells.
#[derive(Debug, Default)]
pub(super) struct OwnCells {
    cells: HashSet<u32>,
    /// Cells that had a number: fewer of them later means that they were numbered anew.
    numbered: usize,
}

impl OwnCells {
    pub(super) fn contains(&self, cell: u32) -> bool {
        self.cells.contains(&cell)
    }
}

impl Hunter {
    /// Looks up the attacker's own cells where they are not known; forgets what was said of cells that were numbered anew.
    pub(super) fn find_own_cells(&mut self) {
        let numbered = self.exec.cells_numbered();
        if numbered >= self.own.numbered && !self.own.cells.is_empty() {
            self.own.numbered = numbered;
            return;
        }
        self.own = OwnCells { cells: HashSet::new(), numbered };
        self.writers.clear();
        self.readers.clear();
        self.prospects.forget_needs();
        self.hopes.forget_needs();
        let tokens: Vec<Address> = self
            .arena
            .assets
            .iter()
            .filter(|asset| !asset.is_claim)
            .filter_map(|asset| asset.token)
            .collect();
        for who in self.arena.own_accounts() {
            let mut own = self.reads_of(who, who, U256::ONE, &[]);
            for token in &tokens {
                let balance = |of: Address| Question::new(*token, BALANCE_OF, word_of(of)).data();
                let anybody = self.reads_of(ATTACKER, *token, U256::ZERO, &balance(BANK));
                own.extend(self.reads_of(ATTACKER, *token, U256::ZERO, &balance(who)));
                own.retain(|cell| !anybody.contains(cell));
            }
            self.own.cells.extend(own);
        }
    }

    fn reads_of(&mut self, from: Address, to: Address, value: U256, data: &[u8]) -> Vec<u32> {
        let call = Call { from, to, value, data, gas_limit: self.harness.semantics.gas_limit };
        self.exec.probe_reads(&call).1.cells.clone()
    }

    /// What a transaction would read in the current state is needed by a step.
    pub(super) fn note_reads(&mut self, tx: &Tx, step: usize, needs: &mut Needs) {
        let cells = self.reads_of_tx(tx);
        let known = needs.0.get_or_insert_default();
        for cell in cells.into_iter().filter(|cell| !self.own.cells.contains(cell)) {
            known.insert(cell, step);
        }
    }

    /// All that a transaction would read in the current state, what the attacker holds too.
    pub(super) fn all_reads(&mut self, tx: &Tx, step: usize) -> Needs {
        Needs(Some(self.reads_of_tx(tx).into_iter().map(|cell| (cell, step)).collect()))
    }

    pub(super) fn reads_of_tx(&mut self, tx: &Tx) -> Vec<u32> {
        self.stats.executions += 1;
        self.once_waited(tx, |hunter| hunter.reads_of(tx.from, tx.to, tx.value, &tx.data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_matters_until_the_last_step_that_reads_it() {
        assert!(Needs::default().are_touched(&[7], 9), "unknown: anything may matter");
        let needs = Needs(Some(BTreeMap::from([(7, 2), (8, 0)])));
        assert!(needs.are_touched(&[5, 7], 2));
        assert!(!needs.are_touched(&[5, 7], 3));
        assert!(!needs.are_touched(&[8], 1));
        assert!(!needs.are_touched(&[], 0));
    }
}
