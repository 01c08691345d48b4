//! The live state as cheatcodes and callers see it.
//!
//! Invariant: inside a transaction every write goes through the undo log; outside it is a transaction of its own.

use super::intern::{Acct, BALANCE, CODE, Cell, NONCE};
use super::state::{Saved, State};
use crate::chain::{Block, Chain};
use alloy_primitives::{Address, Bytes, U256};

/// States that `vm.snapshotState` can remember at once; the oldest goes first.
pub const SAVED_MAX: usize = 64;

impl State {
    fn change(&mut self, cell: Cell, value: U256) {
        if self.in_tx {
            self.access_cell(cell);
            self.write(cell, value);
        } else {
            let origin = self.origin;
            self.begin(origin);
            self.write(cell, value);
            self.commit();
        }
    }

    fn peek(&mut self, who: Address, part: u32) -> U256 {
        match self.reader(who) {
            Some(acct) => {
                let cell = self.names.first(acct) + part;
                self.note_read(cell);
                self.value(cell)
            }
            None => U256::ZERO,
        }
    }

    /// The account for reading; while reads are recorded it gets a number, so that a later write to it is noticed.
    #[inline]
    pub(crate) fn reader(&mut self, who: Address) -> Option<Acct> {
        match self.names.find(&who) {
            None if self.reading.is_some() => Some(self.intern(who)),
            found => found,
        }
    }

    /// The cell of a slot for reading; as [`State::reader`].
    #[inline]
    pub(crate) fn slot_reader(&mut self, acct: Acct, slot: &U256) -> Option<Cell> {
        match self.names.find_slot(acct, slot) {
            None if self.reading.is_some() => Some(self.intern_slot(acct, *slot)),
            found => found,
        }
    }
}

impl Chain for State {
    fn balance(&mut self, who: Address) -> U256 {
        self.peek(who, BALANCE)
    }

    fn set_balance(&mut self, who: Address, wei: U256) {
        let acct = self.intern(who);
        self.change(self.names.first(acct) + BALANCE, wei);
    }

    fn nonce(&mut self, who: Address) -> u64 {
        self.peek(who, NONCE).as_limbs()[0]
    }

    fn set_nonce(&mut self, who: Address, nonce: u64) {
        let acct = self.intern(who);
        self.change(self.names.first(acct) + NONCE, U256::from(nonce));
    }

    fn code(&mut self, who: Address) -> Bytes {
        let id = self.peek(who, CODE).as_limbs()[0] as u32;
        self.codes.raw(id)
    }

    fn set_code(&mut self, who: Address, code: Bytes) {
        let acct = self.intern(who);
        let id = self.codes.intern(&code);
        self.change(self.names.first(acct) + CODE, U256::from(id));
    }

    fn load(&mut self, who: Address, slot: U256) -> U256 {
        let Some(acct) = self.reader(who) else {
            return U256::ZERO;
        };
        match self.slot_reader(acct, &slot) {
            Some(cell) => {
                self.note_read(cell);
                self.value(cell)
            }
            None => U256::ZERO,
        }
    }

    fn store(&mut self, who: Address, slot: U256, value: U256) {
        let acct = self.intern(who);
        let cell = self.intern_slot(acct, slot);
        self.change(cell, value);
    }

    fn slots(&mut self, who: Address) -> Vec<(U256, U256)> {
        if let Some(recorder) = &mut self.reading {
            // Slots that do not exist yet cannot be named.
            recorder.set.opaque = true;
        }
        self.storage_of(who).into_iter().collect()
    }

    fn block(&self) -> &Block {
        if let Some(recorder) = &self.reading {
            recorder.whole_block();
        }
        &self.block
    }

    fn block_mut(&mut self) -> &mut Block {
        self.block_for_change()
    }

    fn origin(&self) -> Address {
        self.origin
    }

    fn set_origin(&mut self, origin: Address) {
        self.origin = origin;
    }

    fn save_state(&mut self) -> U256 {
        let id = U256::from(self.saved_next);
        self.saved_next += 1;
        let state = self.capture(None);
        self.saved.push(Saved { id, state });
        if self.saved.len() > SAVED_MAX {
            self.saved.remove(0);
        }
        id
    }

    fn load_state(&mut self, id: U256) -> bool {
        let Some(at) = self.saved.iter().position(|saved| saved.id == id) else {
            return false;
        };
        let state = self.saved[at].state.clone();
        let outside = !self.in_tx;
        if outside {
            let origin = self.origin;
            self.begin(origin);
        }
        self.write_snapshot(&state);
        if outside {
            self.commit();
        }
        true
    }

    fn drop_state(&mut self, id: U256) -> bool {
        let before = self.saved.len();
        self.saved.retain(|saved| saved.id != id);
        self.saved.len() < before
    }
}
