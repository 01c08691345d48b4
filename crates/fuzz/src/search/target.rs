//! What the search knows of each function: its layout, arguments that worked, and how it fares.
//!
//! Invariant: pools are rings of a fixed size.

use super::draft::Draft;
use crate::harness::{Function, Harness};
use crate::rng::Rng;
use crate::values::{
    Codec, Context, Leaf, LeafKind, draw_blob_byte, draw_word, encode_drawn_shape, mutate_word, reshape,
};
use alloy_primitives::U256;

/// Arguments kept per function.
const POOL_MAX: usize = 32;
/// Longest data kept in a pool, in bytes.
const POOL_DATA_MAX: usize = 8 * 1024;

/// Longest data drawn for a `fallback` function, in bytes.
const RAW_LEN_MAX: usize = 68;

/// Arguments of a call that was worth keeping.
#[derive(Clone, Debug)]
struct Kept {
    data: Vec<u8>,
    value: U256,
}

/// A function as the search sees it.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) codec: Codec,
    pub(crate) payable: bool,
    /// `fallback`: any data that no selector matches.
    raw: bool,
    pool: Vec<Kept>,
    next: usize,
    pub(crate) calls: u64,
    pub(crate) successes: u64,
}

impl Target {
    pub(crate) fn new(function: &Function) -> Self {
        Self {
            codec: Codec::new(function.selector, function.inputs.clone()),
            payable: function.payable,
            raw: function.selector.is_none() && function.name == "fallback",
            pool: Vec::new(),
            next: 0,
            calls: 0,
            successes: 0,
        }
    }

    /// Keeps the arguments of a call.
    pub(crate) fn keep(&mut self, data: &[u8], value: U256) {
        if data.len() > POOL_DATA_MAX || self.pool.iter().any(|kept| kept.data == data && kept.value == value)
        {
            return;
        }
        let kept = Kept { data: data.to_vec(), value };
        if self.pool.len() < POOL_MAX {
            self.pool.push(kept);
        } else {
            self.pool[self.next] = kept;
            self.next = (self.next + 1) % POOL_MAX;
        }
    }

    /// Draws arguments into the draft: kept ones, kept ones a little changed, or new ones.
    pub(crate) fn draw(
        &self,
        draft: &mut Draft,
        context: &Context<'_>,
        rng: &mut Rng,
        leaves: &mut Vec<Leaf>,
    ) {
        if !self.pool.is_empty() && rng.percent(45) {
            let kept = &self.pool[rng.below(self.pool.len())];
            draft.data.clear();
            draft.data.extend_from_slice(&kept.data);
            draft.value = kept.value;
            if !self.codec.types.is_empty() && !rng.percent(15) {
                self.mutate(&mut draft.data, context, rng, leaves);
            }
            if self.payable && rng.percent(25) {
                draft.value = draw_value(context, rng);
            }
            return;
        }
        self.draw_new(&mut draft.data, context, rng, leaves);
        draft.value = if self.payable { draw_value(context, rng) } else { U256::ZERO };
    }

    fn draw_new(&self, data: &mut Vec<u8>, context: &Context<'_>, rng: &mut Rng, leaves: &mut Vec<Leaf>) {
        if self.raw {
            data.clear();
            let len = rng.log_count(RAW_LEN_MAX);
            data.extend((0..len).map(|_| rng.bits() as u8));
            return;
        }
        if self.codec.is_fixed() {
            self.codec.write_zeros(data);
        } else {
            encode_drawn_shape(&self.codec, context, rng, data);
        }
        if !self.codec.leaves(data, leaves) {
            return;
        }
        for leaf in leaves.iter().filter(|leaf| leaf.is_word()) {
            let word = draw_word(leaf.kind, context, rng);
            leaf.set_word(data, word);
        }
        // The same number in two places is a common condition.
        if leaves.len() > 1 && rng.one_in(16) {
            copy_a_leaf(data, leaves, rng);
        }
    }

    /// Changes one to three leaves, or a length.
    pub(crate) fn mutate(
        &self,
        data: &mut Vec<u8>,
        context: &Context<'_>,
        rng: &mut Rng,
        leaves: &mut Vec<Leaf>,
    ) {
        if !self.codec.is_fixed() && rng.percent(40) && reshape(&self.codec, context, rng, data) {
            return;
        }
        if !self.codec.leaves(data, leaves) || leaves.is_empty() {
            return;
        }
        let times = if rng.percent(75) { 1 } else { 1 + rng.below(3) };
        for _ in 0..times {
            let leaf = leaves[rng.below(leaves.len())];
            if leaf.is_word() {
                let word = mutate_word(&leaf, leaf.word(data), context, rng);
                leaf.set_word(data, word);
            } else if leaf.len > 0 {
                let at = leaf.offset + rng.below(leaf.len);
                data[at] = draw_blob_byte(rng);
            }
        }
        if leaves.len() > 1 && rng.one_in(24) {
            copy_a_leaf(data, leaves, rng);
        }
    }
}

fn copy_a_leaf(data: &mut [u8], leaves: &[Leaf], rng: &mut Rng) {
    let (from, to) = (leaves[rng.below(leaves.len())], leaves[rng.below(leaves.len())]);
    if from.is_word() && to.is_word() {
        let word = from.word(data);
        to.set_word(data, word);
    }
}

/// Wei to send: nothing one time in four, else an amount, cut to what the harness allows when it is sent.
pub(crate) fn draw_value(context: &Context<'_>, rng: &mut Rng) -> U256 {
    match rng.below(8) {
        0 | 1 => U256::ZERO,
        2 => U256::ONE,
        3 => U256::from(10).pow(U256::from(rng.below(20))),
        _ => draw_word(LeafKind::Uint(128), context, rng),
    }
}

/// Every function of a harness.
pub(crate) fn targets_of(harness: &Harness) -> Vec<Target> {
    harness.functions.iter().map(Target::new).collect()
}
