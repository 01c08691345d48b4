//! The live state: numbered cells with their values, an undo log for frames and a dirty list for snapshots.
//!
//! Invariant: `values[c]` differs from `meta[c].base` only for cells in `dirty` or `touched`, and `base` differs from genesis only
//! for cells in `base_cells`.

use super::codes::{CodeId, Codes, EMPTY};
use super::intern::{Acct, BALANCE, CODE, Cell, NONCE, Names};
use super::snapshot::Snapshot;
use super::warmth::Warmth;
use crate::chain::Block;
use crate::executor::Deployed;
use crate::world::Genesis;
use alloy_primitives::{Address, B256, Bytes, U256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Created contracts that are remembered; later ones exist but are not listed.
pub const DEPLOYED_MAX: usize = 4_096;

/// Changed cells that are remembered until someone looks; beyond it everything counts as changed.
const UNSEEN_MAX: usize = 1 << 16;

/// Writes that one transaction may keep for undoing, and transient writes likewise; many times what 30 million gas pay for. Beyond it,
/// gas counts as run out.
pub(crate) const UNDO_MAX: usize = 1 << 22;
pub(crate) const TRANSIENT_MAX: usize = 1 << 20;

/// What is known of a cell besides its value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Meta {
    /// Value at the start of the transaction `stamp`.
    pub(crate) orig: U256,
    /// Value in the snapshot that the state stands on.
    pub(crate) base: U256,
    /// Transaction that last wrote the cell.
    pub(crate) stamp: u32,
    /// Recording that last read the cell.
    pub(crate) read: u32,
    /// Whether the cell is in `dirty`.
    pub(crate) dirty: bool,
    /// Whether the cell is in `unseen`.
    pub(crate) unseen: bool,
}

/// A mark to which a frame can go back.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Checkpoint {
    undo: usize,
    transient: usize,
    warm: usize,
    created: usize,
    destroyed: usize,
    deployed: usize,
}

/// A remembered state of `vm.snapshotState`.
#[derive(Clone, Debug)]
pub(crate) struct Saved {
    pub(crate) id: U256,
    pub(crate) state: Snapshot,
}

/// The state of one executor.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) genesis: Arc<Genesis>,
    pub(crate) names: Names,
    pub(crate) codes: Codes,
    pub(crate) values: Vec<U256>,
    pub(crate) meta: Vec<Meta>,
    /// Cells written since the transaction started.
    pub(crate) touched: Vec<Cell>,
    /// Cells whose value the last committed transaction changed; probes leave it alone.
    pub(crate) changed: Vec<Cell>,
    /// Cells changed since someone last looked, at most [`UNSEEN_MAX`].
    pub(crate) unseen: Vec<Cell>,
    /// More cells than that changed.
    pub(crate) unseen_all: bool,
    undo: Vec<(Cell, U256)>,
    pub(crate) dirty: Vec<Cell>,
    pub(crate) base_cells: Vec<Cell>,
    pub(crate) base: Option<Snapshot>,
    /// What the transaction has accessed.
    pub(crate) warmth: Warmth,
    /// Number of the transaction, never 0 while one runs.
    pub(crate) tx: u32,
    pub(crate) in_tx: bool,
    /// Transaction in which each account was created or destroyed last.
    created_in: Vec<u32>,
    destroyed_in: Vec<u32>,
    created: Vec<Acct>,
    destroyed: Vec<Acct>,
    transient: BTreeMap<(Address, U256), U256>,
    transient_undo: Vec<((Address, U256), U256)>,
    pub(crate) block: Block,
    block_before: Option<Block>,
    pub(crate) origin: Address,
    pub(crate) deployed: Vec<Deployed>,
    pub(crate) deployed_before: usize,
    pub(crate) saved: Vec<Saved>,
    pub(crate) saved_next: u64,
    pub(crate) saved_before: (usize, u64),
    /// Cells read through [`crate::chain::Chain`] are noted here while `Some`.
    pub(crate) reading: Option<crate::reads::Recorder>,
    /// Values at genesis of the cells that existed then; all later ones are zero there.
    genesis_values: Vec<U256>,
    /// Identity of this numbering; snapshots taken under it can use cell numbers.
    pub(crate) numbering: Arc<()>,
    /// After Spurious Dragon a created account starts with nonce 1.
    pub(crate) eip161: bool,
}

impl State {
    /// A state that stands at genesis.
    pub(crate) fn new(genesis: Arc<Genesis>) -> Self {
        let mut state = Self {
            names: Names::default(),
            codes: Codes::default(),
            values: Vec::new(),
            meta: Vec::new(),
            touched: Vec::new(),
            changed: Vec::new(),
            unseen: Vec::new(),
            unseen_all: false,
            undo: Vec::new(),
            dirty: Vec::new(),
            base_cells: Vec::new(),
            base: None,
            warmth: Warmth::new(genesis.fork),
            tx: 1,
            in_tx: false,
            created_in: Vec::new(),
            destroyed_in: Vec::new(),
            created: Vec::new(),
            destroyed: Vec::new(),
            transient: BTreeMap::new(),
            transient_undo: Vec::new(),
            block: genesis.block.clone(),
            block_before: None,
            origin: Address::ZERO,
            deployed: genesis.deployed.clone(),
            deployed_before: 0,
            saved: genesis.saved.clone(),
            saved_next: genesis.saved_next,
            saved_before: (0, 0),
            reading: None,
            genesis_values: Vec::new(),
            numbering: Arc::new(()),
            eip161: genesis.fork > crate::setup::Fork::TangerineWhistle,
            genesis,
        };
        state.load_genesis();
        state
    }

    fn load_genesis(&mut self) {
        let genesis = Arc::clone(&self.genesis);
        for (who, account) in &genesis.accounts {
            let acct = self.intern(*who);
            let code = self.codes.intern_hashed(account.code_hash, &account.code);
            let first = self.names.first(acct);
            self.values[(first + BALANCE) as usize] = account.balance;
            self.values[(first + NONCE) as usize] = U256::from(account.nonce);
            self.values[(first + CODE) as usize] = U256::from(code);
            for (slot, value) in &account.storage {
                let cell = self.intern_slot(acct, *slot);
                self.values[cell as usize] = *value;
            }
        }
        self.genesis_values = self.values.clone();
        for (meta, value) in self.meta.iter_mut().zip(&self.values) {
            meta.base = *value;
        }
    }

    pub(crate) fn genesis_value(&self, cell: Cell) -> U256 {
        self.genesis_values.get(cell as usize).copied().unwrap_or_default()
    }

    // ---- numbers ----

    pub(crate) fn intern(&mut self, who: Address) -> Acct {
        let acct = self.names.intern(who);
        self.grow();
        acct
    }

    pub(crate) fn intern_slot(&mut self, acct: Acct, slot: U256) -> Cell {
        let cell = self.names.intern_slot(acct, slot);
        self.grow();
        cell
    }

    #[inline]
    fn grow(&mut self) {
        if self.values.len() < self.names.cells() {
            self.values.resize(self.names.cells(), U256::ZERO);
            self.meta.resize(self.names.cells(), Meta::default());
            self.warmth.grow(self.names.cells());
            self.created_in.resize(self.names.accounts(), 0);
            self.destroyed_in.resize(self.names.accounts(), 0);
        }
    }

    // ---- values ----

    #[inline]
    pub(crate) fn value(&self, cell: Cell) -> U256 {
        self.values[cell as usize]
    }

    /// Value at the start of the running transaction.
    #[inline]
    pub(crate) fn original(&self, cell: Cell) -> U256 {
        let meta = &self.meta[cell as usize];
        if meta.stamp == self.tx { meta.orig } else { self.values[cell as usize] }
    }

    /// Writes a cell inside a transaction.
    #[inline]
    pub(crate) fn write(&mut self, cell: Cell, new: U256) {
        let old = std::mem::replace(&mut self.values[cell as usize], new);
        let meta = &mut self.meta[cell as usize];
        if meta.stamp != self.tx {
            meta.stamp = self.tx;
            meta.orig = old;
            self.touched.push(cell);
        }
        self.undo.push((cell, old));
    }

    #[inline]
    pub(crate) fn balance_of(&self, acct: Acct) -> U256 {
        self.value(self.names.first(acct) + BALANCE)
    }

    #[inline]
    pub(crate) fn nonce_of(&self, acct: Acct) -> u64 {
        self.value(self.names.first(acct) + NONCE).as_limbs()[0]
    }

    #[inline]
    pub(crate) fn code_of(&self, acct: Acct) -> CodeId {
        self.value(self.names.first(acct) + CODE).as_limbs()[0] as CodeId
    }

    /// Emptiness as EIP-161 defines it.
    #[inline]
    pub(crate) fn is_empty(&self, acct: Acct) -> bool {
        self.code_of(acct) == EMPTY && self.nonce_of(acct) == 0 && self.balance_of(acct).is_zero()
    }

    pub(crate) fn set_balance_of(&mut self, acct: Acct, wei: U256) {
        self.write(self.names.first(acct) + BALANCE, wei);
    }

    pub(crate) fn set_nonce_of(&mut self, acct: Acct, nonce: u64) {
        self.write(self.names.first(acct) + NONCE, U256::from(nonce));
    }

    pub(crate) fn set_code_of(&mut self, acct: Acct, code: CodeId) {
        self.write(self.names.first(acct) + CODE, U256::from(code));
    }

    /// Moves value; `false` if the payer has too little or the receiver would overflow.
    #[must_use]
    pub(crate) fn transfer(&mut self, from: Acct, to: Acct, wei: U256) -> bool {
        let have = self.balance_of(from);
        if have < wei {
            return false;
        }
        if from == to || wei.is_zero() {
            return true;
        }
        let Some(sum) = self.balance_of(to).checked_add(wei) else {
            return false;
        };
        self.set_balance_of(from, have - wei);
        self.set_balance_of(to, sum);
        true
    }

    /// Sets every slot of an account to zero.
    pub(crate) fn clear_storage(&mut self, acct: Acct) {
        for at in 0..self.names.slots_of(acct).len() {
            let cell = self.names.slots_of(acct)[at];
            if !self.value(cell).is_zero() {
                self.write(cell, U256::ZERO);
            }
        }
    }

    // ---- creation and destruction ----

    pub(crate) fn mark_created(&mut self, acct: Acct) {
        self.created_in[acct as usize] = self.tx;
        self.created.push(acct);
    }

    pub(crate) fn created_now(&self, acct: Acct) -> bool {
        self.created_in[acct as usize] == self.tx
    }

    /// Marks an account to be wiped when the transaction ends; `true` if it was not marked before.
    pub(crate) fn mark_destroyed(&mut self, acct: Acct) -> bool {
        let mark = &mut self.destroyed_in[acct as usize];
        let first = std::mem::replace(mark, self.tx) != self.tx;
        if first {
            self.destroyed.push(acct);
        }
        first
    }

    pub(crate) fn note_deployed(&mut self, deployed: Deployed) {
        if self.deployed.len() < DEPLOYED_MAX {
            self.deployed.push(deployed);
        }
    }

    /// Whether the transaction wrote as much as it may.
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.undo.len() >= UNDO_MAX || self.transient_undo.len() >= TRANSIENT_MAX
    }

    // ---- transient storage ----

    pub(crate) fn transient(&self, who: Address, slot: U256) -> U256 {
        self.transient.get(&(who, slot)).copied().unwrap_or_default()
    }

    pub(crate) fn set_transient(&mut self, who: Address, slot: U256, value: U256) {
        let old = self.transient.insert((who, slot), value).unwrap_or_default();
        self.transient_undo.push(((who, slot), old));
    }

    // ---- frames ----

    #[inline]
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            undo: self.undo.len(),
            transient: self.transient_undo.len(),
            warm: self.warmth.mark(),
            created: self.created.len(),
            destroyed: self.destroyed.len(),
            deployed: self.deployed.len(),
        }
    }

    pub(crate) fn revert(&mut self, mark: Checkpoint) {
        while self.undo.len() > mark.undo {
            if let Some((cell, old)) = self.undo.pop() {
                self.values[cell as usize] = old;
            }
        }
        while self.transient_undo.len() > mark.transient {
            if let Some((key, old)) = self.transient_undo.pop() {
                self.transient.insert(key, old);
            }
        }
        self.warmth.revert(mark.warm);
        while self.created.len() > mark.created {
            if let Some(acct) = self.created.pop() {
                self.created_in[acct as usize] = 0;
            }
        }
        while self.destroyed.len() > mark.destroyed {
            if let Some(acct) = self.destroyed.pop() {
                self.destroyed_in[acct as usize] = 0;
            }
        }
        self.deployed.truncate(mark.deployed);
    }

    // ---- transactions ----

    pub(crate) fn begin(&mut self, origin: Address) {
        assert!(!self.in_tx, "transactions do not nest");
        if self.tx == u32::MAX {
            for meta in &mut self.meta {
                meta.stamp = 0;
            }
            self.created_in.fill(0);
            self.destroyed_in.fill(0);
            self.warmth.restart();
            self.tx = 0;
        }
        self.tx += 1;
        self.warmth.begin(self.block.coinbase);
        self.in_tx = true;
        self.origin = origin;
        self.touched.clear();
        self.deployed_before = self.deployed.len();
        self.saved_before = (self.saved.len(), self.saved_next);
    }

    /// Ends the transaction and keeps its changes; `changed` then holds the cells whose value changed.
    pub(crate) fn commit(&mut self) {
        for at in 0..self.destroyed.len() {
            let acct = self.destroyed[at];
            self.set_balance_of(acct, U256::ZERO);
            self.set_nonce_of(acct, 0);
            self.set_code_of(acct, EMPTY);
            self.clear_storage(acct);
        }
        self.changed.clear();
        for at in 0..self.touched.len() {
            let cell = self.touched[at];
            let meta = &mut self.meta[cell as usize];
            if self.values[cell as usize] == meta.orig {
                continue;
            }
            self.changed.push(cell);
            if !std::mem::replace(&mut meta.dirty, true) {
                self.dirty.push(cell);
            }
            if !meta.unseen && self.unseen.len() < UNSEEN_MAX {
                meta.unseen = true;
                self.unseen.push(cell);
            } else if !meta.unseen {
                self.unseen_all = true;
            }
        }
        self.touched.clear();
        self.block_before = None;
        self.end();
    }

    /// Someone has looked at all changes so far.
    pub(crate) fn all_seen(&mut self) {
        for &cell in &self.unseen {
            self.meta[cell as usize].unseen = false;
        }
        self.unseen.clear();
        self.unseen_all = false;
    }

    /// Ends the transaction and undoes all of it.
    pub(crate) fn rollback(&mut self) {
        for &cell in &self.touched {
            self.values[cell as usize] = self.meta[cell as usize].orig;
        }
        self.touched.clear();
        self.deployed.truncate(self.deployed_before);
        self.saved.truncate(self.saved_before.0);
        self.saved_next = self.saved_before.1;
        if let Some(block) = self.block_before.take() {
            self.block = block;
        }
        self.end();
    }

    fn end(&mut self) {
        self.undo.clear();
        if !self.transient_undo.is_empty() {
            self.transient.clear();
            self.transient_undo.clear();
        }
        self.created.clear();
        self.destroyed.clear();
        self.in_tx = false;
    }

    /// The block, to be changed; remembered first if a transaction runs.
    pub(crate) fn block_for_change(&mut self) -> &mut Block {
        if self.in_tx && self.block_before.is_none() {
            self.block_before = Some(self.block.clone());
        }
        &mut self.block
    }

    /// Notes that a cell was read, if anyone wants to know.
    #[inline]
    pub(crate) fn note_read(&mut self, cell: Cell) {
        if let Some(recorder) = &mut self.reading {
            recorder.cell(cell, &mut self.meta[cell as usize].read);
        }
    }

    pub(crate) fn code_hash_of(&self, acct: Acct) -> B256 {
        self.codes.get(self.code_of(acct)).hash
    }

    pub(crate) fn code_bytes_of(&self, acct: Acct) -> Bytes {
        self.codes.raw(self.code_of(acct))
    }
}
