//! Which cells a call read, and who must look again after a write.
//!
//! Invariant: a watcher is reported dirty whenever any cell or block field changed that it ever read; false alarms are allowed.

use crate::chain::Block;
use crate::fast::Recall;
use std::cell::Cell as Flag;

/// Bits of the block fields, for [`ReadSet::block`].
pub mod field {
    #![expect(missing_docs, reason = "the names are the block's fields")]
    pub const NUMBER: u32 = 1;
    pub const TIMESTAMP: u32 = 1 << 1;
    pub const COINBASE: u32 = 1 << 2;
    pub const GAS_LIMIT: u32 = 1 << 3;
    pub const BASE_FEE: u32 = 1 << 4;
    pub const PREVRANDAO: u32 = 1 << 5;
    pub const BLOB_BASE_FEE: u32 = 1 << 6;
    pub const CHAIN_ID: u32 = 1 << 7;
    pub const GAS_PRICE: u32 = 1 << 8;
    pub const BLOB_HASHES: u32 = 1 << 9;
    pub const ALL: u32 = (1 << 10) - 1;
}

/// What a call read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadSet {
    /// Cells: balances, nonces, codes and slots, each once, by the executor's numbers.
    pub cells: Vec<u32>,
    /// Block fields, see [`field`].
    pub block: u32,
    /// Set if something was read that is not a cell (a cheatcode's own state): the reader is always dirty.
    pub opaque: bool,
}

/// Collects a [`ReadSet`] while a call runs.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    pub(crate) set: ReadSet,
    /// Number of this recording; compared with each cell's mark.
    pub(crate) number: u32,
    block: Flag<u32>,
}

impl Recorder {
    pub(crate) fn start(&mut self, number: u32) {
        self.set.cells.clear();
        self.set.block = 0;
        self.set.opaque = false;
        self.block.set(0);
        self.number = number;
    }

    #[inline]
    pub(crate) fn cell(&mut self, cell: u32, mark: &mut u32) {
        if *mark != self.number {
            *mark = self.number;
            self.set.cells.push(cell);
        }
    }

    /// A cheatcode had the block in hand.
    pub(crate) fn whole_block(&self) {
        self.block.set(field::ALL);
    }

    pub(crate) fn finish(&mut self, block: u32) {
        self.set.block |= block | self.block.get();
    }
}

/// Bits of the block fields that differ.
#[must_use]
pub fn block_difference(a: &Block, b: &Block) -> u32 {
    let pairs = [
        (a.number != b.number, field::NUMBER),
        (a.timestamp != b.timestamp, field::TIMESTAMP),
        (a.coinbase != b.coinbase, field::COINBASE),
        (a.gas_limit != b.gas_limit, field::GAS_LIMIT),
        (a.base_fee != b.base_fee, field::BASE_FEE),
        (a.prevrandao != b.prevrandao, field::PREVRANDAO),
        (a.blob_base_fee != b.blob_base_fee, field::BLOB_BASE_FEE),
        (a.chain_id != b.chain_id, field::CHAIN_ID),
        (a.gas_price != b.gas_price, field::GAS_PRICE),
        (a.blob_hashes != b.blob_hashes, field::BLOB_HASHES),
    ];
    pairs.iter().filter(|(differs, _)| *differs).fold(0, |bits, (_, bit)| bits | bit)
}

/// A set of watchers as bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// No watcher of `count`.
    #[must_use]
    pub fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    /// Takes one in.
    pub fn set(&mut self, bit: usize) {
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        self.0.fill(0);
    }

    /// Whether it is in.
    #[must_use]
    pub fn has(&self, bit: usize) -> bool {
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// Whether none is in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Those that are in, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            (0..64).filter(move |bit| word & (1 << bit) != 0).map(move |bit| at * 64 + bit)
        })
    }

    fn or(&mut self, words: &[u64]) {
        for (own, word) in self.0.iter_mut().zip(words) {
            *own |= word;
        }
    }
}

/// Who read what: for each cell the watchers that ever read it.
#[derive(Clone, Debug)]
pub struct Watch {
    count: usize,
    words: usize,
    masks: Vec<u64>,
    block: Vec<u32>,
    opaque: Bits,
    /// Watchers whose reads were noted since the last [`Watch::forget`].
    known: Bits,
    /// How each watcher's question is answered without running it.
    pub(crate) recalls: Vec<Recall>,
    /// Numbering of the executor that the cells belong to.
    pub(crate) numbering: Option<std::sync::Arc<()>>,
}

impl Watch {
    /// `count` watchers that have read nothing yet.
    #[must_use]
    pub fn new(count: usize) -> Self {
        let words = count.div_ceil(64).max(1);
        let none = Bits::none(count);
        Self {
            count,
            words,
            masks: Vec::new(),
            block: vec![0; count],
            opaque: none.clone(),
            known: none,
            recalls: vec![Recall::default(); count],
            numbering: None,
        }
    }

    /// How many watchers there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn forget(&mut self) {
        self.masks.clear();
        self.block.fill(0);
        self.opaque.clear();
        self.known.clear();
        self.recalls.iter_mut().for_each(Recall::forget);
    }

    pub(crate) fn add(&mut self, watcher: usize, reads: &ReadSet) {
        assert!(watcher < self.count, "watcher {watcher} of {}", self.count);
        self.known.set(watcher);
        for &cell in &reads.cells {
            let at = cell as usize * self.words;
            if self.masks.len() < at + self.words {
                self.masks.resize(at + self.words, 0);
            }
            self.masks[at + watcher / 64] |= 1 << (watcher % 64);
        }
        self.block[watcher] |= reads.block;
        if reads.opaque {
            self.opaque.set(watcher);
        }
    }

    /// Adds to `dirty` everyone who read one of these cells or block fields.
    pub(crate) fn readers(&self, cells: &[u32], block: u32, dirty: &mut Bits) {
        for &cell in cells {
            let at = cell as usize * self.words;
            if let Some(words) = self.masks.get(at..at + self.words) {
                dirty.or(words);
            }
        }
        if block != 0 {
            for (watcher, fields) in self.block.iter().enumerate() {
                if fields & block != 0 {
                    dirty.set(watcher);
                }
            }
        }
        dirty.or(&self.opaque.0);
        for watcher in (0..self.count).filter(|watcher| !self.known.has(*watcher)) {
            dirty.set(watcher);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_readers_of_what_changed_are_dirty() {
        let mut watch = Watch::new(70);
        watch.add(0, &ReadSet { cells: vec![3, 9], block: 0, opaque: false });
        (1..69).for_each(|watcher| watch.add(watcher, &ReadSet::default()));
        watch.add(69, &ReadSet { cells: vec![9], block: field::TIMESTAMP, opaque: false });
        let mut dirty = Bits::none(70);
        watch.readers(&[3, 5_000], 0, &mut dirty);
        assert_eq!(dirty.iter().collect::<Vec<_>>(), [0]);
        watch.readers(&[], field::TIMESTAMP, &mut dirty);
        assert_eq!(dirty.iter().collect::<Vec<_>>(), [0, 69]);
        dirty.clear();
        watch.readers(&[9], 0, &mut dirty);
        assert!(dirty.has(0) && dirty.has(69) && !dirty.has(1));
        dirty.clear();
        watch.readers(&[], field::NUMBER, &mut dirty);
        assert!(dirty.is_empty());
    }

    #[test]
    fn a_watcher_of_whom_nothing_is_known_is_dirty() {
        let mut watch = Watch::new(2);
        watch.add(0, &ReadSet::default());
        let mut dirty = Bits::none(2);
        watch.readers(&[], 0, &mut dirty);
        assert_eq!(dirty.iter().collect::<Vec<_>>(), [1]);
        watch.forget();
        watch.readers(&[], 0, &mut dirty);
        assert_eq!(dirty.iter().collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn an_opaque_reader_is_always_dirty() {
        let mut watch = Watch::new(2);
        watch.add(0, &ReadSet::default());
        watch.add(1, &ReadSet { cells: vec![], block: 0, opaque: true });
        let mut dirty = Bits::none(2);
        watch.readers(&[], 0, &mut dirty);
        assert_eq!(dirty.iter().collect::<Vec<_>>(), [1]);
    }
}
