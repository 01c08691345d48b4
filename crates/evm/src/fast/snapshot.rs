//! Frozen states: what differs from genesis, captured on demand.
//!
//! Invariant: a snapshot holds the complete difference from genesis, so restoring it from any state gives the same values.

use super::intern::{BALANCE, CODE, Cell, Key, NONCE};
use super::state::{Saved, State};
use crate::chain::Block;
use crate::cheats::CheatState;
use crate::executor::Deployed;
use alloy_primitives::{Address, B256, Bytes, U256};
use std::sync::Arc;

/// A cell by name, good in any executor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Balance(Address),
    Nonce(Address),
    /// The value is the code's hash.
    Code(Address),
    Slot(Address, U256),
}

/// One difference from genesis.
#[derive(Clone, Copy, Debug)]
struct Entry {
    name: Name,
    value: U256,
    /// The cell in the numbering that the snapshot was taken under.
    cell: Cell,
    /// The value as it stands in that numbering's cell (code cells hold a number).
    raw: U256,
}

#[derive(Debug)]
struct Inner {
    entries: Vec<Entry>,
    codes: Vec<(B256, Bytes)>,
    block: Block,
    cheats: Option<CheatState>,
    deployed: Vec<Deployed>,
    saved: Vec<Saved>,
    saved_next: u64,
    numbering: Arc<()>,
    bytes: usize,
}

/// A frozen state. Cloning costs one reference count; any executor of the same world can restore it.
#[derive(Clone, Debug)]
pub struct Snapshot(Arc<Inner>);

impl Snapshot {
    /// Memory that the snapshot holds, in bytes; shared codes and init codes are counted with each.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.bytes
    }

    /// The block of the frozen state.
    #[must_use]
    pub fn block(&self) -> &Block {
        &self.0.block
    }

    /// How many balances, nonces, codes and slots differ from genesis.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.0.entries.len()
    }

    /// Whether both are the very same snapshot.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn cheats(&self) -> Option<&CheatState> {
        self.0.cheats.as_ref()
    }
}

impl State {
    /// Cells that may differ from genesis, each once, in order.
    fn different(&self) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.base_cells.iter().chain(&self.dirty).copied().collect();
        if self.in_tx {
            cells.extend_from_slice(&self.touched);
        }
        cells.sort_unstable();
        cells.dedup();
        cells
    }

    /// Freezes the state as it is now, also inside a transaction.
    pub(crate) fn capture(&self, cheats: Option<CheatState>) -> Snapshot {
        let mut entries = Vec::new();
        let mut codes: Vec<(B256, Bytes)> = Vec::new();
        for cell in self.different() {
            let raw = self.value(cell);
            if raw == self.genesis_value(cell) {
                continue;
            }
            let (name, value) = self.portable(cell, raw);
            if let Name::Code(_) = name {
                let id = raw.as_limbs()[0] as u32;
                let code = self.codes.get(id);
                if !codes.iter().any(|(hash, _)| *hash == code.hash) {
                    codes.push((code.hash, self.codes.raw(id)));
                }
            }
            entries.push(Entry { name, value, cell, raw });
        }
        let bytes = size_of::<Inner>()
            + entries.len() * size_of::<Entry>()
            + codes.iter().map(|(_, code)| code.len() + size_of::<(B256, Bytes)>()).sum::<usize>()
            + self.deployed.iter().map(|d| d.init_code.len() + size_of::<Deployed>()).sum::<usize>()
            + self.saved.iter().map(|s| s.state.bytes()).sum::<usize>();
        Snapshot(Arc::new(Inner {
            entries,
            codes,
            block: self.block.clone(),
            cheats,
            deployed: self.deployed.clone(),
            saved: self.saved.clone(),
            saved_next: self.saved_next,
            numbering: Arc::clone(&self.numbering),
            bytes,
        }))
    }

    fn portable(&self, cell: Cell, raw: U256) -> (Name, U256) {
        let Key { acct, part, slot } = self.names.key(cell);
        let who = self.names.address(acct);
        match part {
            BALANCE => (Name::Balance(who), raw),
            NONCE => (Name::Nonce(who), raw),
            CODE => (Name::Code(who), self.codes.get(raw.as_limbs()[0] as u32).hash.into()),
            _ => (Name::Slot(who, slot), raw),
        }
    }

    /// The snapshot's cells and raw values in this executor's numbering.
    fn resolve(&mut self, snapshot: &Snapshot) -> Vec<(Cell, U256)> {
        let inner = &snapshot.0;
        if Arc::ptr_eq(&inner.numbering, &self.numbering) {
            return inner.entries.iter().map(|entry| (entry.cell, entry.raw)).collect();
        }
        for (hash, code) in &inner.codes {
            self.codes.intern_hashed(*hash, code);
        }
        let mut cells = Vec::with_capacity(inner.entries.len());
        for entry in &inner.entries {
            cells.push(match entry.name {
                Name::Balance(who) => (self.own_cell(who, BALANCE), entry.value),
                Name::Nonce(who) => (self.own_cell(who, NONCE), entry.value),
                Name::Code(who) => {
                    let id = self.codes.find(&entry.value.into()).unwrap_or_default();
                    (self.own_cell(who, CODE), U256::from(id))
                }
                Name::Slot(who, slot) => {
                    let acct = self.intern(who);
                    (self.intern_slot(acct, slot), entry.value)
                }
            });
        }
        cells
    }

    fn own_cell(&mut self, who: Address, part: u32) -> Cell {
        let acct = self.intern(who);
        self.names.first(acct) + part
    }

    /// Goes back to the snapshot or genesis that the state stands on.
    fn go_to_base(&mut self) {
        for &cell in &self.dirty {
            let meta = &mut self.meta[cell as usize];
            meta.dirty = false;
            self.values[cell as usize] = meta.base;
        }
        self.dirty.clear();
        self.changed.clear();
        self.all_seen();
    }

    /// Goes back to genesis.
    pub(crate) fn go_to_genesis(&mut self) {
        assert!(!self.in_tx, "a running transaction keeps its state");
        self.go_to_base();
        if self.base.take().is_some() {
            for at in 0..self.base_cells.len() {
                let cell = self.base_cells[at];
                let value = self.genesis_value(cell);
                self.values[cell as usize] = value;
                self.meta[cell as usize].base = value;
            }
            self.base_cells.clear();
        }
        self.block.clone_from(&self.genesis.block);
        self.deployed.clone_from(&self.genesis.deployed);
        self.saved.clone_from(&self.genesis.saved);
        self.saved_next = self.genesis.saved_next;
    }

    /// Goes to a snapshot; if the state already stands on it, only later changes are undone.
    pub(crate) fn go_to_snapshot(&mut self, snapshot: &Snapshot) {
        assert!(!self.in_tx, "a running transaction keeps its state");
        if self.base.as_ref().is_some_and(|base| base.same(snapshot)) {
            self.go_to_base();
        } else {
            self.go_to_genesis();
            for (cell, value) in self.resolve(snapshot) {
                self.values[cell as usize] = value;
                self.meta[cell as usize].base = value;
                self.base_cells.push(cell);
            }
            self.base = Some(snapshot.clone());
        }
        let inner = &snapshot.0;
        self.block.clone_from(&inner.block);
        if self.deployed != inner.deployed {
            self.deployed.clone_from(&inner.deployed);
        }
        self.saved.clone_from(&inner.saved);
        self.saved_next = inner.saved_next;
    }

    /// Sets every value to the snapshot's by ordinary writes, so that the running transaction can still be undone.
    pub(crate) fn write_snapshot(&mut self, snapshot: &Snapshot) {
        let mut targets = self.resolve(snapshot);
        targets.sort_unstable_by_key(|(cell, _)| *cell);
        for cell in self.different() {
            if targets.binary_search_by_key(&cell, |(cell, _)| *cell).is_err() {
                self.write_if_new(cell, self.genesis_value(cell));
            }
        }
        for (cell, value) in targets {
            self.write_if_new(cell, value);
        }
        self.block_for_change().clone_from(snapshot.block());
    }

    fn write_if_new(&mut self, cell: Cell, value: U256) {
        if self.value(cell) != value {
            self.access_cell(cell);
            self.write(cell, value);
        }
    }

    /// Renumbers everything from genesis and the live difference; forgets cells and codes that are no longer in use.
    pub(crate) fn rebuild(&mut self) {
        let live = self.capture(None);
        let (reads, origin) = (self.reading.take(), self.origin);
        let genesis = Arc::clone(&self.genesis);
        *self = Self::new(genesis);
        self.go_to_snapshot(&live);
        self.reading = reads;
        self.origin = origin;
    }
}
