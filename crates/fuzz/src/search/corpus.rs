//! Sequences that showed something new, with the state that they lead to.
//!
//! Invariant: the bytes of all entries stay below the corpus's limit, whatever is added.

use crate::rng::Rng;
use crate::tx::Tx;
use hotfire_evm::fast::Snapshot;
use std::sync::Arc;

/// A kept sequence.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// From genesis.
    pub(crate) txs: Arc<[Tx]>,
    /// The state after the last transaction; `None` when it was dropped to save memory.
    pub(crate) snapshot: Option<Snapshot>,
    /// The last transaction fails: it changed nothing, but got somewhere new.
    pub(crate) fails: bool,
    picked: u32,
    bytes: usize,
}

/// The corpus of one worker.
#[derive(Debug)]
pub(crate) struct Corpus {
    entries: Vec<Entry>,
    bytes: usize,
    bytes_max: usize,
}

impl Corpus {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self { entries: Vec::new(), bytes: 0, bytes_max }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn get(&self, index: usize) -> &Entry {
        &self.entries[index]
    }

    /// Adds an entry, making room if there is none.
    pub(crate) fn add(&mut self, txs: Arc<[Tx]>, snapshot: Option<Snapshot>, fails: bool) {
        let bytes = bytes_of(&txs) + snapshot.as_ref().map_or(0, Snapshot::bytes);
        if bytes > self.bytes_max / 4 {
            return;
        }
        while self.bytes + bytes > self.bytes_max {
            self.make_room();
        }
        self.bytes += bytes;
        self.entries.push(Entry { txs, snapshot, fails, picked: 0, bytes });
    }

    /// Picks an entry: the one of three random ones that was picked least, newer ones first.
    pub(crate) fn pick(&mut self, rng: &mut Rng) -> Option<usize> {
        if self.entries.is_empty() {
            return None;
        }
        let len = self.entries.len();
        let mut best: Option<usize> = None;
        for _ in 0..3 {
            // Half of the draws fall into the newest eighth.
            let drawn = if rng.one_in(2) { len - 1 - rng.below(len.div_ceil(8)) } else { rng.below(len) };
            if best.is_none_or(|b| (self.entries[drawn].picked, b) < (self.entries[b].picked, drawn)) {
                best = Some(drawn);
            }
        }
        if let Some(best) = best {
            self.entries[best].picked = self.entries[best].picked.saturating_add(1);
        }
        best
    }

    /// Drops the snapshot, or else the entry, that was picked most.
    fn make_room(&mut self) {
        let with_snapshot = most_picked(&self.entries, |entry| entry.snapshot.is_some());
        if let Some(index) = with_snapshot {
            let entry = &mut self.entries[index];
            let freed = entry.snapshot.take().map_or(0, |snapshot| snapshot.bytes());
            entry.bytes -= freed;
            self.bytes -= freed;
        } else if let Some(index) = most_picked(&self.entries, |_| true) {
            self.bytes -= self.entries.remove(index).bytes;
        }
    }
}

fn most_picked(entries: &[Entry], keep: impl Fn(&Entry) -> bool) -> Option<usize> {
    let candidates = entries.iter().enumerate().filter(|(_, entry)| keep(entry));
    candidates.max_by_key(|(index, entry)| (entry.picked, std::cmp::Reverse(*index))).map(|(index, _)| index)
}

/// What a sequence takes in memory.
pub(crate) fn bytes_of(txs: &[Tx]) -> usize {
    txs.iter().map(|tx| size_of::<Tx>() + tx.data.len() + size_of_val(&tx.script)).sum()
}
