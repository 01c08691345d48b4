//! Which jumps were taken, how deep in the call stack, and with what end of the transaction.
//!
//! Invariant: edges are numbered densely when a code is first met and never renumbered; codes that differ only in immutables and
//! metadata share their edges; at most [`CODES_MAX`] codes and [`MAP_MAX`] bytes of code are covered, the rest is counted.

use crate::edges::{CodeEdges, skeleton};
use crate::outcome::Status;
use alloy_primitives::B256;
use hashbrown::HashTable;
use std::collections::BTreeMap;

/// Codes with coverage of their own.
pub const CODES_MAX: usize = 4_096;
/// Bytes of all covered codes together.
pub const MAP_MAX: usize = 1 << 24;

/// How a transaction ended, as coverage sees it.
const CLASSES: usize = 3;

/// Masks of one edge, one per class; bit `i` stands for the `i`-th depth bucket.
type Masks = [u8; CLASSES];

/// What a transaction showed that was not known before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct New {
    /// Edges never taken before.
    pub edges: u32,
    /// Known edges at a new depth or with a new end of the transaction.
    pub shades: u32,
}

impl New {
    /// Whether there was nothing new.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.edges == 0 && self.shades == 0
    }
}

/// One edge that a transaction took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Number of the edge.
    pub edge: u32,
    /// Depth buckets in which it was taken, as bits.
    pub depths: u8,
}

/// Coverage that any worker of the same world can take in: per code skeleton the masks of its edges.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CoverageMap(BTreeMap<B256, Vec<Masks>>);

impl CoverageMap {
    /// Edges taken at least once.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.0.values().flatten().filter(|masks| **masks != [0; CLASSES]).count()
    }
}

/// Coverage of one executor: everything absorbed so far and the hits of the last call.
#[derive(Debug, Default)]
pub struct Coverage {
    /// Edge numbers by code offset and program counter; `u32::MAX` where there is none.
    pub(crate) edge_at: Vec<u32>,
    codes: Vec<CodeEdges>,
    by_skeleton: HashTable<u32>,
    hits: Vec<u8>,
    touched: Vec<u32>,
    last: Vec<Hit>,
    seen: Vec<Masks>,
    /// Edges that were taken before the last [`Coverage::start_over`].
    earlier: Vec<bool>,
    taken: usize,
    foreign: BTreeMap<B256, Vec<Masks>>,
    left_out: usize,
}

/// The bit of a call depth.
#[inline]
pub(crate) fn depth_bit(depth: usize) -> u8 {
    match depth {
        0..=3 => 1 << depth,
        4..=7 => 1 << 4,
        8..=15 => 1 << 5,
        16..=63 => 1 << 6,
        _ => 1 << 7,
    }
}

fn class(status: Status) -> usize {
    match status {
        Status::Success => 0,
        Status::Halt(_) => 2,
        _ => 1,
    }
}

impl Coverage {
    /// Number of edges taken at least once.
    #[must_use]
    pub fn edges_taken(&self) -> usize {
        self.taken
    }

    /// Number of edges of all codes met so far.
    #[must_use]
    pub fn edges_known(&self) -> usize {
        self.seen.len()
    }

    /// Codes that have no coverage because a limit was reached.
    #[must_use]
    pub fn codes_left_out(&self) -> usize {
        self.left_out
    }

    /// The edges of the last call, in the order they were first taken.
    #[must_use]
    pub fn hits(&self) -> &[Hit] {
        &self.last
    }

    /// Offset of the edge map of a code, made when the code is first met.
    pub(crate) fn register(&mut self, code: &[u8]) -> Option<u32> {
        let key = skeleton(code);
        let hash = super::fast::hash_word(&key);
        if let Some(&at) = self.by_skeleton.find(hash, |&at| self.codes[at as usize].skeleton == key) {
            return Some(self.codes[at as usize].offset);
        }
        if self.codes.len() >= CODES_MAX || self.edge_at.len() + code.len() > MAP_MAX {
            self.left_out += 1;
            return None;
        }
        let edges = CodeEdges::new(key, code, &mut self.edge_at, self.seen.len() as u32);
        self.seen.resize(self.seen.len() + edges.count as usize, [0; CLASSES]);
        self.hits.resize(self.seen.len(), 0);
        let (offset, at) = (edges.offset, self.codes.len() as u32);
        self.codes.push(edges);
        let Self { by_skeleton, codes, .. } = self;
        by_skeleton.insert_unique(hash, at, |&c| super::fast::hash_word(&codes[c as usize].skeleton));
        if let Some(masks) = self.foreign.remove(&key) {
            self.take_in(at as usize, &masks);
        }
        Some(offset)
    }

    /// Number of the code whose map has this offset.
    pub(crate) fn code_at(&self, offset: u32) -> u32 {
        self.codes.partition_point(|code| code.offset <= offset).wrapping_sub(1) as u32
    }

    /// First edge of the code whose map has this offset: its entry.
    pub(crate) fn entry(&self, offset: u32) -> u32 {
        self.codes[self.code_at(offset) as usize].first
    }

    #[inline]
    pub(crate) fn hit(&mut self, edge: u32, depth_bit: u8) {
        if let Some(mask) = self.hits.get_mut(edge as usize)
            && *mask & depth_bit == 0
        {
            if *mask == 0 {
                self.touched.push(edge);
            }
            *mask |= depth_bit;
        }
    }

    /// Forgets the hits of the call before.
    #[inline]
    pub(crate) fn begin(&mut self) {
        for &edge in &self.touched {
            self.hits[edge as usize] = 0;
        }
        self.touched.clear();
        self.last.clear();
    }

    /// Makes the hits of the call readable.
    pub(crate) fn end(&mut self) {
        let Self { touched, last, hits, .. } = self;
        last.extend(touched.iter().map(|&edge| Hit { edge, depths: hits[edge as usize] }));
    }

    /// Takes in the hits of the last call, which ended like this; calls that do not count show nothing.
    pub fn absorb(&mut self, status: Status) -> New {
        let mut new = New::default();
        if matches!(status, Status::Assume | Status::Skip | Status::Fault) {
            return new;
        }
        let class = class(status);
        for hit in &self.last {
            let masks = &mut self.seen[hit.edge as usize];
            if hit.depths & !masks[class] == 0 {
                continue;
            }
            if *masks == [0; CLASSES] {
                new.edges += 1;
                self.taken += usize::from(!taken_in(&self.earlier, hit.edge));
            } else {
                new.shades += 1;
            }
            masks[class] |= hit.depths;
        }
        new
    }

    /// From now on everything counts as new again. What was taken so far still counts as taken.
    pub fn start_over(&mut self) {
        self.earlier.resize(self.seen.len(), false);
        for (earlier, masks) in self.earlier.iter_mut().zip(&mut self.seen) {
            *earlier |= *masks != [0; CLASSES];
            *masks = [0; CLASSES];
        }
    }

    /// Whether the hits of the last call show anything new, without taking them in.
    #[must_use]
    pub fn is_new(&self, status: Status) -> bool {
        let class = class(status);
        self.last.iter().any(|hit| hit.depths & !self.seen[hit.edge as usize][class] != 0)
    }

    /// The hits of the last call that are new, with the depths at which they are.
    pub fn novel(&self, status: Status) -> impl Iterator<Item = Hit> + '_ {
        let class = class(status);
        self.last.iter().filter_map(move |hit| {
            let depths = hit.depths & !self.seen[hit.edge as usize][class];
            (depths != 0).then_some(Hit { edge: hit.edge, depths })
        })
    }

    /// Everything absorbed since the last start, for other workers.
    #[must_use]
    pub fn export(&self) -> CoverageMap {
        let mut map = self.foreign.clone();
        for code in &self.codes {
            map.insert(code.skeleton, self.seen[code.range()].to_vec());
        }
        CoverageMap(map)
    }

    /// Takes in another worker's coverage.
    pub fn merge(&mut self, other: &CoverageMap) -> New {
        let mut new = New::default();
        for (key, masks) in &other.0 {
            let hash = super::fast::hash_word(key);
            let known = self.by_skeleton.find(hash, |&at| self.codes[at as usize].skeleton == *key).copied();
            if let Some(at) = known {
                let here = self.take_in(at as usize, masks);
                new.edges += here.edges;
                new.shades += here.shades;
            } else if self.foreign.contains_key(key) || self.foreign.len() < CODES_MAX {
                let own = self.foreign.entry(*key).or_default();
                own.resize(own.len().max(masks.len()), [0; CLASSES]);
                for (own, masks) in own.iter_mut().zip(masks) {
                    union(own, masks, &mut new);
                }
            }
        }
        new
    }

    fn take_in(&mut self, code: usize, masks: &[Masks]) -> New {
        let mut new = New::default();
        for (edge, masks) in self.codes[code].range().zip(masks) {
            let before = new.edges;
            union(&mut self.seen[edge], masks, &mut new);
            let earlier = taken_in(&self.earlier, edge as u32);
            self.taken += usize::from(new.edges > before && !earlier);
        }
        new
    }

    /// Program counters of a code that were executed so far; `None` if the code was never met.
    #[must_use]
    pub fn covered_pcs(&self, code: &[u8]) -> Option<Vec<u32>> {
        let key = skeleton(code);
        let hash = super::fast::hash_word(&key);
        let at = self.by_skeleton.find(hash, |&at| self.codes[at as usize].skeleton == key)?;
        let edges = &self.codes[*at as usize];
        Some(edges.walk(code, &self.edge_at, |edge| {
            let seen = self.seen.get(edge as usize).is_some_and(|masks| *masks != [0; CLASSES]);
            seen || taken_in(&self.earlier, edge)
        }))
    }
}

fn taken_in(edges: &[bool], edge: u32) -> bool {
    edges.get(edge as usize).copied().unwrap_or_default()
}

fn union(own: &mut Masks, other: &Masks, new: &mut New) {
    let fresh = (0..CLASSES).any(|class| other[class] & !own[class] != 0);
    if fresh {
        if *own == [0; CLASSES] {
            new.edges += 1;
        } else {
            new.shades += 1;
        }
    }
    for class in 0..CLASSES {
        own[class] |= other[class];
    }
}
