//! Attacks under way that are worth going on with: where they lead, and what they are worth so far.
//!
//! Invariant: the bytes of all entries stay below the limit; the starting points are never dropped.

use super::act::Act;
use super::arena::Arena;
use super::ledger::{Held, Ledger};
use crate::rng::Rng;
use crate::tx::{Answer, Note, Script, Tx};
use alloy_primitives::U256;
use hotfire_evm::fast::Snapshot;

/// How much a step counts against an entry, in picks.
const LENGTH_COST: usize = 8;
/// Entries at the most.
const ENTRIES_MAX: usize = 8_192;
/// Numbers that are remembered of what steps returned, and words of an answer that are told apart.
const RETURNED_MAX: usize = 6;
const WORDS_MAX: usize = 4;

/// Steps taken from a starting point.
#[derive(Clone, Debug)]
pub(super) struct Path {
    /// Index of the starting point.
    pub(super) base: usize,
    /// Everything was lent on the way.
    pub(super) borrowed: bool,
    /// What the attacker would be left with, in shares of what there is to take.
    pub(super) score: f64,
    pub(super) acts: Vec<Act>,
    /// The same steps as transactions.
    pub(super) txs: Vec<Tx>,
    pub(super) ledger: Ledger,
    /// What the attacker holds.
    pub(super) held: Held,
    pub(super) answers: Vec<Answer>,
    /// Numbers that the last steps returned: ids, shares.
    pub(super) returned: Vec<U256>,
    /// Cells that the last step changed.
    pub(super) wrote: Vec<u32>,
}

impl Path {
    /// No step yet.
    pub(super) fn empty(arena: &Arena) -> Self {
        Self {
            base: 0,
            borrowed: false,
            score: 0.0,
            acts: Vec::new(),
            txs: Vec::new(),
            ledger: Ledger::new(arena),
            held: Held::default(),
            answers: Vec::new(),
            returned: Vec::new(),
            wrote: Vec::new(),
        }
    }

    /// Notes what a step returned.
    pub(super) fn note_returned(&mut self, output: &[u8]) {
        if output.len() > 32 * WORDS_MAX {
            return;
        }
        for word in output.chunks_exact(32).map(U256::from_be_slice) {
            self.returned.retain(|known| *known != word);
            self.returned.push(word);
        }
        let old = self.returned.len().saturating_sub(RETURNED_MAX);
        self.returned.drain(..old);
    }

    fn bytes(&self) -> usize {
        let notes = |script: &Script| script.notes.iter().map(note_bytes).sum::<usize>();
        let txs = self.txs.iter().map(|tx| size_of::<Tx>() + tx.data.len() + notes(&tx.script));
        2 * txs.sum::<usize>()
            + self.acts.len() * size_of::<Act>()
            + size_of_val(self.returned.as_slice())
            + size_of_val(self.wrote.as_slice())
    }
}

fn note_bytes(note: &Note) -> usize {
    note.0.iter().map(|call| size_of_val(call) + call.data.len() + 64 * call.amounts.len()).sum()
}

/// A kept attack.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: Path,
    pub(super) snapshot: Snapshot,
    /// What the attacker would be left with, now or with what it owes brought back, in shares of what there is to take.
    pub(super) score: f64,
    picked: u32,
    bytes: usize,
}

/// The kept attacks of one worker.
#[derive(Debug)]
pub(super) struct Keep {
    entries: Vec<Entry>,
    /// Starting points: the first entries.
    bases: usize,
    bytes: usize,
    bytes_max: usize,
    dropped: u64,
}

impl Keep {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self { entries: Vec::new(), bases: 0, bytes: 0, bytes_max, dropped: 0 }
    }

    /// Drops everything, the starting points too.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.bytes_max);
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn get(&self, index: usize) -> &Entry {
        &self.entries[index]
    }

    /// Adds a starting point; only before anything else.
    pub(super) fn add_base(&mut self, path: Path, snapshot: Snapshot) {
        self.bases += 1;
        self.push(path, snapshot, 0.0);
    }

    pub(super) fn add(&mut self, path: Path, snapshot: Snapshot, score: f64) {
        while self.entries.len() > self.bases
            && (self.bytes > self.bytes_max || self.entries.len() >= ENTRIES_MAX)
        {
            self.drop_one();
        }
        self.push(path, snapshot, score);
    }

    fn push(&mut self, path: Path, snapshot: Snapshot, score: f64) {
        let bytes = path.bytes() + snapshot.bytes();
        self.bytes += bytes;
        self.entries.push(Entry { path, snapshot, score, picked: 0, bytes });
    }

    /// The entry that was added last.
    pub(super) fn last(&self) -> usize {
        self.entries.len() - 1
    }

    /// Entries dropped so far: indices hold as long as it stays.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Notes what an attack was worth once what it owed was brought back.
    pub(super) fn promise(&mut self, index: usize, score: f64) {
        let entry = &mut self.entries[index];
        entry.score = entry.score.max(score);
    }

    /// Picks where to go on: a starting point, a new entry, any entry, or one that is worth much; short ones first.
    pub(super) fn pick(&mut self, rng: &mut Rng) -> usize {
        let len = self.entries.len();
        let any = |rng: &mut Rng| rng.below(len);
        let index = match rng.below(10) {
            0 | 1 => rng.below(self.bases),
            2..=4 => {
                let new = |rng: &mut Rng| len - 1 - rng.below(len.div_ceil(6));
                let drawn = [new(rng), new(rng)];
                drawn.into_iter().min_by_key(|i| (self.entries[*i].path.acts.len(), *i)).unwrap_or_default()
            }
            5 | 6 => {
                let drawn = [any(rng), any(rng), any(rng), any(rng)];
                let best = drawn
                    .into_iter()
                    .max_by(|a, b| self.entries[*a].score.total_cmp(&self.entries[*b].score).then(b.cmp(a)));
                best.unwrap_or_default()
            }
            _ => {
                let drawn = [any(rng), any(rng), any(rng)];
                // Short attacks first: a long one has mostly lost its way.
                let cost = |i: usize| {
                    let entry = &self.entries[i];
                    entry.picked as usize + LENGTH_COST * entry.path.acts.len()
                };
                drawn.into_iter().min_by_key(|i| (cost(*i), *i)).unwrap_or_default()
            }
        };
        self.entries[index].picked = self.entries[index].picked.saturating_add(1);
        index
    }

    /// Drops the entry that was picked most.
    fn drop_one(&mut self) {
        let later = self.entries.iter().enumerate().skip(self.bases);
        let most = later.max_by_key(|(index, entry)| (entry.picked, std::cmp::Reverse(*index)));
        if let Some((index, _)) = most {
            self.dropped += 1;
            self.bytes -= self.entries.remove(index).bytes;
        }
    }
}
