//! Draws the arguments and amounts of one call.
//!
//! Invariant: call data stay a valid encoding for the function's types.

use super::accounts::{ATTACKER, MARK, word_of};
use super::arena::{APPROVE, TRANSFER, call_to, two_words};
use super::draw::Draw;
use super::habits::Kind;
use super::moves::{Move, Moves};
use crate::rng::Rng;
use crate::tx::{LiveAmount, NoteCall, Source};
use crate::values::{Context, Leaf, LeafKind, draw_word, encode_drawn_shape, fit, replace_blob};
use alloy_primitives::{Address, U256};

/// Fractions that attackers take: all, parts, a bit more.
const FRACTIONS: [(u64, u64); 15] = [
    (1, 2),
    (1, 10),
    (1, 100),
    (1, 1000),
    (1, 1_000_000),
    (9, 10),
    (99, 100),
    (2, 3),
    (3, 4),
    (1, 4),
    (2, 1),
    (5, 1),
    (101, 100),
    (999, 1000),
    // Just less than all of it.
    (u64::MAX - 1, u64::MAX),
];

/// How often a number that an earlier step returned is said again, and where an id is meant, in percent.
const RETURNED_PERCENT: u64 = 10;
const RETURNED_ID_PERCENT: u64 = 40;
/// Arguments of type `bytes` that are filled.
const BLOBS_MAX: usize = 4;
/// How often a call in an argument of type `bytes` is to whom an argument names, in percent.
const ADDRESSED_PERCENT: u64 = 60;

impl Moves {
    /// A call of a function with drawn arguments.
    pub(super) fn call(&self, index: usize, draw: &mut Draw<'_>) -> NoteCall {
        let found = &self.moves[index];
        if let Some(data) = same_arguments(found, draw) {
            return NoteCall { to: found.address, value: U256::ZERO, data: data.into(), amounts: Vec::new() };
        }
        let (mut data, mut calls) = (Vec::new(), Vec::new());
        let context = Context {
            dictionary: draw.dictionary,
            senders: &draw.harness.senders,
            sender: self.me,
            amounts: &[],
        };
        if found.codec.is_fixed() {
            found.codec.write_zeros(&mut data);
        } else {
            encode_drawn_shape(&found.codec, &context, draw.rng, &mut data);
            calls = self.fill_blobs(found, &mut data, draw);
        }
        let mut leaves = Vec::new();
        let mut amounts = Vec::new();
        if found.codec.leaves(&data, &mut leaves) {
            for leaf in leaves.iter().filter(|leaf| leaf.is_word()) {
                self.fill(found, leaf, &mut data, &mut amounts, draw);
            }
        }
        place_calls(calls, &leaves, &mut data, &mut amounts, draw.rng);
        if found.payable && draw.rng.percent(80) {
            amounts.push(self.live(None, &[Source::Wei(self.me)], draw.rng));
        }
        NoteCall { to: found.address, value: U256::ZERO, data: data.into(), amounts }
    }

    /// Draws one word of the arguments.
    pub(super) fn fill(
        &self,
        found: &Move,
        leaf: &Leaf,
        data: &mut [u8],
        amounts: &mut Vec<LiveAmount>,
        draw: &mut Draw<'_>,
    ) {
        let at = leaf.offset as u32;
        amounts.retain(|amount| amount.at != Some(at));
        let percent = if found.habits.is_id(leaf.offset) { RETURNED_ID_PERCENT } else { RETURNED_PERCENT };
        if let Some(word) = returned(leaf, percent, draw).or_else(|| told_before(leaf, draw)) {
            leaf.set_word(data, word);
            return;
        }
        let passed = |kind, draw: &mut Draw<'_>| found.habits.passes_over(leaf.offset, kind, draw.rng);
        match leaf.kind {
            LeafKind::Uint(bits) if bits > 32 && draw.rng.percent(60) && !passed(Kind::Live, draw) => {
                amounts.push(self.live(Some(at), &found.sources, draw.rng));
            }
            LeafKind::Uint(bits) if bits > 32 && draw.rng.percent(40) && !passed(Kind::Small, draw) => {
                let limit = 1 << draw.rng.below(5);
                leaf.set_word(data, U256::from(draw.rng.below(limit)));
            }
            LeafKind::Uint(bits) if bits > 32 && draw.rng.percent(30) => {
                leaf.set_word(data, extreme(usize::from(bits), draw.rng));
            }
            LeafKind::Uint(bits) if bits > 8 && draw.rng.percent(50) => {
                leaf.set_word(data, U256::from(draw.rng.below(4)));
            }
            LeafKind::Address => {
                let who = self.accounts[draw.rng.below(self.accounts.len())];
                leaf.set_word(data, word_of(who));
            }
            kind => {
                let context = Context {
                    dictionary: draw.dictionary,
                    senders: &draw.harness.senders,
                    sender: self.me,
                    amounts: &[],
                };
                leaf.set_word(data, draw_word(kind, &context, draw.rng));
            }
        }
    }

    /// Bytes are calls of other functions half of the time: what an executor of calls is given. Gives those calls.
    pub(super) fn fill_blobs(&self, found: &Move, data: &mut Vec<u8>, draw: &mut Draw<'_>) -> Vec<NoteCall> {
        let mut calls = Vec::new();
        for n in 0..BLOBS_MAX {
            if !draw.rng.percent(60) {
                continue;
            }
            let call = match draw.rng.below(6) {
                0 => None,
                1 => Some(call_to(ATTACKER, MARK.into())),
                2 => Some(token_call(found.address, draw)),
                _ => Some(self.concrete_call(draw)),
            };
            let blob = call.as_ref().map_or(&[][..], |call| &call.data);
            let Some(replaced) = replace_blob(&found.codec, data, n, blob) else { break };
            *data = replaced;
            calls.extend(call);
        }
        calls
    }

    /// A call of any function: half of the time of one that the attacker was always refused, since others may not be.
    fn concrete_call(&self, draw: &mut Draw<'_>) -> NoteCall {
        let refused: Vec<usize> =
            self.inner.iter().copied().filter(|index| self.is_hopeless(*index)).collect();
        let drawn = draw.rng.pick(&refused).copied().filter(|_| draw.rng.one_in(2));
        let found = &self.moves[drawn.unwrap_or_else(|| self.inner[draw.rng.below(self.inner.len())])];
        let (mut data, mut amounts) = (Vec::new(), Vec::new());
        if !found.codec.is_fixed() {
            return call_to(found.address, found.codec.selector().to_vec().into());
        }
        found.codec.write_zeros(&mut data);
        let mut leaves = Vec::new();
        if found.codec.leaves(&data, &mut leaves) {
            for leaf in leaves.iter().filter(|leaf| leaf.is_word()) {
                let known = amounts.len();
                self.fill(found, leaf, &mut data, &mut amounts, draw);
                // What there is to take, now and then.
                if amounts.len() > known && draw.rng.one_in(4) {
                    amounts.truncate(known);
                    let assets = draw.arena.assets.len();
                    leaf.set_word(&mut data, draw.arena.assets[draw.rng.below(assets)].prize);
                }
            }
        }
        NoteCall { amounts, ..call_to(found.address, data.into()) }
    }

    pub(super) fn live(&self, at: Option<u32>, sources: &[Source], rng: &mut Rng) -> LiveAmount {
        let (numerator, denominator) = fraction(rng);
        let source = sources[rng.below(sources.len())];
        LiveAmount { at, source, numerator, denominator }
    }
}

/// A call that moves the tokens of whoever makes it to the attacker.
fn token_call(executor: Address, draw: &mut Draw<'_>) -> NoteCall {
    let index = draw.rng.below(draw.arena.assets.len());
    let token = draw.arena.assets[index].token.unwrap_or(ATTACKER);
    if draw.rng.one_in(2) {
        return call_to(token, two_words(APPROVE, ATTACKER, U256::MAX));
    }
    let source = draw.arena.source(index, executor);
    let amount = LiveAmount { at: Some(36), source, numerator: 1, denominator: 1 };
    NoteCall { amounts: vec![amount], ..call_to(token, two_words(TRANSFER, ATTACKER, U256::ZERO)) }
}

/// Gives calls in the bytes their amounts, and mostly names whom they are made to: each takes the place of an address, in order from
/// one that is drawn; half of the time these are the last, since the bytes come after whom they are for.
pub(super) fn place_calls(
    calls: Vec<NoteCall>,
    leaves: &[Leaf],
    data: &mut [u8],
    amounts: &mut Vec<LiveAmount>,
    rng: &mut Rng,
) {
    if calls.is_empty() {
        return;
    }
    let places: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.kind == LeafKind::Address).collect();
    if !places.is_empty() && rng.percent(ADDRESSED_PERCENT) {
        let last = places.len().saturating_sub(calls.len());
        let first = if rng.one_in(2) { last } else { rng.below(places.len()) };
        for (leaf, call) in places[first..].iter().zip(&calls) {
            leaf.set_word(data, word_of(call.to));
        }
    }
    let blobs = || leaves.iter().filter(|leaf| !leaf.is_word());
    for call in calls {
        let is_it = |leaf: &&Leaf| data.get(leaf.offset..leaf.offset + leaf.len) == Some(&call.data);
        if let Some(leaf) = blobs().find(is_it) {
            let at = |at: u32| leaf.offset as u32 + at;
            amounts.extend(
                call.amounts.into_iter().map(|amount| LiveAmount { at: amount.at.map(at), ..amount }),
            );
        }
    }
}

/// Now and then a number that an earlier step returned: the id of what it made.
fn returned(leaf: &Leaf, percent: u64, draw: &mut Draw<'_>) -> Option<U256> {
    if draw.returned.is_empty() || !draw.rng.percent(percent) {
        return None;
    }
    let word = *draw.rng.pick(draw.returned)?;
    is_said(leaf, word).then_some(word)
}

/// Now and then a word that an earlier step said: ids, keys and amounts are said twice.
fn told_before(leaf: &Leaf, draw: &mut Draw<'_>) -> Option<U256> {
    // Whom a call is about is said again more often than how much.
    let is_account = leaf.kind == LeafKind::Address;
    if draw.before.is_empty() || !draw.rng.percent(if is_account { 40 } else { 10 }) {
        return None;
    }
    let recent = &draw.before[draw.before.len().saturating_sub(4)..];
    let tx = &recent[draw.rng.below(recent.len())];
    let words = tx.data.len().saturating_sub(4) / 32;
    let at = 4 + 32 * draw.rng.below(words);
    let word = U256::from_be_slice(tx.data.get(at..at + 32)?);
    is_said(leaf, word).then_some(word)
}

/// Whether a word may be what an argument is meant to say.
fn is_said(leaf: &Leaf, word: U256) -> bool {
    fit(leaf.kind, word) == word && (leaf.kind != LeafKind::Address || word.bit_len() > 96)
}

/// Now and then all arguments of an earlier step whose layout is the same.
fn same_arguments(found: &Move, draw: &mut Draw<'_>) -> Option<Vec<u8>> {
    if found.codec.types.is_empty() || draw.before.is_empty() || !draw.rng.one_in(8) {
        return None;
    }
    let recent = &draw.before[draw.before.len().saturating_sub(4)..];
    let tx = &recent[draw.rng.below(recent.len())];
    let mut data = found.codec.selector().to_vec();
    data.extend_from_slice(tx.data.get(4..)?);
    let mut leaves = Vec::new();
    (found.codec.is_fixed()
        && data.len() == 4 + 32 * found.codec.types.len()
        && found.codec.leaves(&data, &mut leaves))
    .then_some(data)
}

/// Numbers at the edge of what a type holds, and a part of them.
fn extreme(bits: usize, rng: &mut Rng) -> U256 {
    let most = U256::MAX >> (256 - bits);
    match rng.below(6) {
        0 => most,
        1 => (most >> 1) + U256::ONE,
        2 => most >> 1,
        3 => most / U256::from(2 + rng.below(8)) + U256::ONE,
        4 => U256::ONE << rng.below(bits),
        _ => (U256::ONE << rng.below(bits)) + U256::ONE,
    }
}

/// All of it two times in five, else a part.
pub(super) fn fraction(rng: &mut Rng) -> (u64, u64) {
    match rng.below(10) {
        0..=3 => (1, 1),
        4 => (1 + rng.below(99) as u64, 100),
        5 => (1, 1 + rng.log_uniform(40).saturating_to::<u64>()),
        _ => FRACTIONS[rng.below(FRACTIONS.len())],
    }
}
