//! Which accounts and slots the running transaction has accessed before: only the first access pays the cold price (EIP-2929).
//!
//! Invariant: warm is what the running transaction accessed in a frame that was not undone, and what every transaction starts with;
//! an access never numbers a cell, so hostile code cannot fill the table by reading.

use super::intern::{Acct, BALANCE, Cell};
use super::state::State;
use crate::setup::Fork;
use alloy_primitives::{Address, U256};
use foldhash::fast::FixedState;
use hashbrown::HashSet;

/// Accesses of one transaction that are remembered; beyond it, what is not remembered stays cold. At 2,000 gas for each, more than any
/// call of a harness can pay for.
const WARM_MAX: usize = 1 << 20;
/// Room that is kept for the next transaction.
const WARM_KEPT: usize = 1 << 12;

/// Something that became warm.
#[derive(Clone, Copy, Debug)]
enum Warmed {
    /// A slot, or the account whose first cell this is.
    Cell(Cell),
    /// A slot without a number.
    Slot(Acct, U256),
    /// An account without a number.
    Account(Address),
}

/// What is warm in the running transaction.
#[derive(Debug, Default)]
pub(crate) struct Warmth {
    /// Whether cold accesses have their own price.
    priced: bool,
    /// Whether every transaction starts with the coinbase warm (EIP-3651).
    warms_coinbase: bool,
    coinbase: Option<Address>,
    /// Transaction that accessed each cell last; an account counts by its first cell.
    stamps: Vec<u32>,
    slots: HashSet<(Acct, U256), FixedState>,
    accounts: HashSet<Address, FixedState>,
    log: Vec<Warmed>,
}

impl Warmth {
    pub(crate) fn new(fork: Fork) -> Self {
        Self { priced: fork >= Fork::Berlin, warms_coinbase: fork >= Fork::Shanghai, ..Self::default() }
    }

    /// Makes room for so many cells.
    #[inline]
    pub(crate) fn grow(&mut self, cells: usize) {
        self.stamps.resize(cells, 0);
    }

    /// Forgets all stamps, before transaction numbers start again.
    pub(crate) fn restart(&mut self) {
        self.stamps.fill(0);
    }

    #[inline]
    pub(crate) fn begin(&mut self, coinbase: Address) {
        self.coinbase = self.warms_coinbase.then_some(coinbase);
        self.log.clear();
        self.log.shrink_to(WARM_KEPT);
        clear(&mut self.slots);
        clear(&mut self.accounts);
    }

    /// A mark for [`Warmth::revert`].
    #[inline]
    pub(crate) fn mark(&self) -> usize {
        self.log.len()
    }

    /// What became warm since the mark is cold again.
    #[inline]
    pub(crate) fn revert(&mut self, mark: usize) {
        for warmed in self.log.drain(mark..) {
            match warmed {
                Warmed::Cell(cell) => self.stamps[cell as usize] = 0,
                Warmed::Slot(acct, slot) => drop(self.slots.remove(&(acct, slot))),
                Warmed::Account(who) => drop(self.accounts.remove(&who)),
            }
        }
    }

    fn note(&mut self, warmed: Warmed, tx: u32) {
        if self.log.len() >= WARM_MAX {
            return;
        }
        self.log.push(warmed);
        match warmed {
            Warmed::Cell(cell) => self.stamps[cell as usize] = tx,
            Warmed::Slot(acct, slot) => drop(self.slots.insert((acct, slot))),
            Warmed::Account(who) => drop(self.accounts.insert(who)),
        }
    }
}

fn clear<T>(set: &mut HashSet<T, FixedState>) {
    if set.capacity() > WARM_KEPT {
        *set = HashSet::default();
    } else {
        set.clear();
    }
}

impl State {
    /// Accesses a slot; `true` if it was cold. `cell` is its number if it has one.
    #[inline]
    pub(crate) fn access_slot(&mut self, acct: Acct, slot: &U256, cell: Option<Cell>) -> bool {
        if cell.is_some_and(|cell| self.warmth.stamps[cell as usize] == self.tx) {
            return false;
        }
        self.access_new_slot(acct, slot, cell)
    }

    fn access_new_slot(&mut self, acct: Acct, slot: &U256, cell: Option<Cell>) -> bool {
        let warmth = &mut self.warmth;
        // A slot that was accessed before it had a number is warm by name.
        if !warmth.priced || (!warmth.slots.is_empty() && warmth.slots.contains(&(acct, *slot))) {
            return false;
        }
        warmth.note(cell.map_or(Warmed::Slot(acct, *slot), Warmed::Cell), self.tx);
        true
    }

    /// Accesses an account; `true` if it was cold. `acct` is its number if it has one. Precompiles are the caller's business.
    #[inline]
    pub(crate) fn access_account(&mut self, who: Address, acct: Option<Acct>) -> bool {
        let cell = acct.map(|acct| self.names.first(acct) + BALANCE);
        if cell.is_some_and(|cell| self.warmth.stamps[cell as usize] == self.tx) {
            return false;
        }
        self.access_new_account(who, cell)
    }

    fn access_new_account(&mut self, who: Address, cell: Option<Cell>) -> bool {
        let warmth = &mut self.warmth;
        let known =
            warmth.coinbase == Some(who) || (!warmth.accounts.is_empty() && warmth.accounts.contains(&who));
        if !warmth.priced || known {
            return false;
        }
        warmth.note(cell.map_or(Warmed::Account(who), Warmed::Cell), self.tx);
        true
    }

    /// What a cheatcode writes inside a transaction was accessed by it.
    pub(crate) fn access_cell(&mut self, cell: Cell) {
        let key = self.names.key(cell);
        let who = self.names.address(key.acct);
        self.access_account(who, Some(key.acct));
        if key.part == super::intern::NONE {
            self.access_slot(key.acct, &key.slot, Some(cell));
        }
    }
}
