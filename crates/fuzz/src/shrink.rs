//! Makes a failing sequence short and simple.
//!
//! Invariant: the result fails for the same reason as the hit and is never longer; the number of replays is bounded; and
//! the number of threads changes nothing but the time it takes.

use crate::finding::{Hit, Violation};
use crate::harness::Harness;
use crate::search::function_of;
use crate::trials::Trials;
use crate::tx::{Script, Tx};
use crate::values::{Codec, Leaf, LeafKind, shorten};
use alloy_primitives::{Bytes, U256};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// Numbers that are tried before bisection, which looks for a threshold: what counts may be a remainder.
const SMALL: [u64; 5] = [1, 2, 3, 4, 5];

/// Bounds of shrinking.
#[derive(Clone, Copy, Debug)]
pub struct ShrinkLimits {
    /// Most replays.
    pub replays_max: usize,
    /// Most calls over all replays.
    pub calls_max: usize,
    /// Threads that replay candidates; 0 counts as 1. The result does not depend on it.
    pub threads: usize,
}

impl Default for ShrinkLimits {
    fn default() -> Self {
        Self { replays_max: 20_000, calls_max: 400_000, threads: 1 }
    }
}

/// Shrinks a hit: drops calls (delta debugging, Zeller and Hildebrandt 2002), then simplifies senders, values, delays
/// and arguments. Stops early, with the best so far, when `stop` is set. A hit that does not replay is returned as it is.
#[must_use]
pub fn shrink(harness: &Harness, hit: &Hit, limits: ShrinkLimits, stop: &AtomicBool) -> Hit {
    Trials::with(harness, &hit.violation, limits.threads, |trials| {
        let (replays, calls) = (limits.replays_max, limits.calls_max);
        Shrinker { harness, trials, replays, calls, stop }.run(hit)
    })
}

/// The best sequence so far and how it fails.
struct Best {
    txs: Vec<Tx>,
    violation: Violation,
}

impl Best {
    /// Cuts what comes after the failure.
    fn cut(&mut self) {
        if !self.txs.is_empty() {
            self.txs.truncate(self.violation.at + 1);
        }
    }
}

struct Shrinker<'a, 't> {
    harness: &'a Harness,
    trials: &'a mut Trials<'t>,
    replays: usize,
    calls: usize,
    stop: &'a AtomicBool,
}

impl Shrinker<'_, '_> {
    fn run(mut self, hit: &Hit) -> Hit {
        self.charge(&hit.sequence);
        let Some((_, violation)) = self.trials.first(std::slice::from_ref(&hit.sequence.0)) else {
            return hit.clone();
        };
        let mut best = Best { txs: hit.sequence.0.clone(), violation };
        best.cut();
        let mut is_simple = false;
        loop {
            let before = best.txs.clone();
            self.drop_calls(&mut best);
            // The amounts of an attack hang together: one after the other they would creep down as long as enough is gained.
            if is_simple && self.harness.arena.is_some() && best.txs.len() == before.len() {
                break;
            }
            self.simplify(&mut best);
            is_simple = true;
            if best.txs == before || self.is_done() {
                break;
            }
        }
        let sequence = crate::Sequence(best.txs);
        debug_assert!(sequence.len() <= hit.sequence.len(), "shrinking never grows");
        Hit { violation: best.violation, sequence, executions: hit.executions }
    }

    fn is_done(&self) -> bool {
        self.replays == 0 || self.calls == 0 || self.stop.load(Ordering::Relaxed)
    }

    fn charge(&mut self, txs: &[Tx]) {
        self.replays = self.replays.saturating_sub(1);
        self.calls = self.calls.saturating_sub(txs.len());
    }

    /// Takes the first candidate that still fails and tells its number. `candidates` are what is to be tried as long as
    /// none does, so that several can be replayed at once.
    fn take_first(
        &mut self,
        best: &mut Best,
        candidates: impl IntoIterator<Item = Vec<Tx>>,
    ) -> Option<usize> {
        let mut candidates = candidates.into_iter().enumerate();
        loop {
            let (mut numbers, mut batch) = (Vec::new(), Vec::new());
            let (mut replays, mut calls) = (self.replays, self.calls);
            while batch.len() < self.trials.width() && replays > 0 && calls > 0 && !self.is_done() {
                let Some((number, candidate)) = candidates.next() else { break };
                if candidate != best.txs {
                    replays -= 1;
                    calls = calls.saturating_sub(candidate.len());
                    numbers.push(number);
                    batch.push(candidate);
                }
            }
            if batch.is_empty() {
                return None;
            }
            let found = self.trials.first(&batch);
            // What was replayed behind the first success would not have been tried one by one: it is free.
            let tried = found.as_ref().map_or(batch.len(), |(at, _)| at + 1);
            batch[..tried].iter().for_each(|candidate| self.charge(candidate));
            if let Some((at, violation)) = found {
                *best = Best { txs: batch.swap_remove(at), violation };
                best.cut();
                return Some(numbers[at]);
            }
        }
    }

    /// Drops runs of calls, long runs first. The delays of dropped calls go to the next one, and are tried without.
    fn drop_calls(&mut self, best: &mut Best) {
        let mut run = best.txs.len().div_ceil(2);
        while run > 0 {
            let mut start = 0;
            while start < best.txs.len() && !self.is_done() {
                let txs = best.txs.clone();
                let candidates = (start..txs.len()).step_by(run).flat_map(|at| {
                    let end = (at + run).min(txs.len());
                    [false, true].map(|keep_delays| without(&txs, at, end, keep_delays))
                });
                match self.take_first(best, candidates) {
                    Some(number) => start += number / 2 * run,
                    None => break,
                }
            }
            run = if run == 1 { 0 } else { run.div_ceil(2) };
        }
    }

    fn simplify(&mut self, best: &mut Best) {
        // The amounts of an attack hang together anyway.
        if self.harness.arena.is_none() {
            self.simplify_shared(best);
        }
        let mut at = 0;
        while at < best.txs.len() && !self.is_done() {
            self.simplify_surroundings(best, at);
            self.simplify_script(best, at);
            if at < best.txs.len() {
                self.simplify_data(best, at);
            }
            at += 1;
        }
    }

    /// Numbers that stand in several places, in all of them at once: one that tells an actor or a position may only
    /// change where the others do.
    fn simplify_shared(&mut self, best: &mut Best) {
        let mut done = BTreeSet::new();
        while !self.is_done() {
            let words = numbers(self.harness, &best.txs);
            let shared = |word: &U256| words.iter().filter(|(_, _, other)| other == word).count() > 1;
            let next =
                words.iter().map(|(_, _, word)| *word).find(|word| !done.contains(word) && shared(word));
            let Some(word) = next else { return };
            done.insert(word);
            let txs = best.txs.clone();
            let steps = steps(None, word);
            let candidates = steps.iter().map(|step| {
                let places = words.iter().filter(|(_, _, other)| *other == word);
                places.fold(txs.clone(), |txs, (at, leaf, _)| changed(&txs, *at, |tx| set(tx, leaf, *step)))
            });
            if let Some(number) = self.take_first(best, candidates) {
                // Only halves are worth another round.
                done.extend((number <= SMALL.len()).then(|| steps[number]));
            }
        }
    }

    /// Sender, value and delays.
    fn simplify_surroundings(&mut self, best: &mut Best, at: usize) {
        let txs = best.txs.clone();
        let earlier = self.harness.senders.iter().take_while(|sender| **sender != txs[at].from);
        self.take_first(best, earlier.map(|sender| changed(&txs, at, |tx| tx.from = *sender)));
        self.smallest(best, at, |tx| tx.value, |tx, value| tx.value = value);
        self.smallest(
            best,
            at,
            |tx| U256::from(tx.delay_secs),
            |tx, secs| tx.delay_secs = secs.saturating_to(),
        );
        self.smallest(
            best,
            at,
            |tx| U256::from(tx.delay_blocks),
            |tx, n| tx.delay_blocks = n.saturating_to(),
        );
    }

    /// What is done and answered while control is handed over: nothing, or less.
    fn simplify_script(&mut self, best: &mut Best, at: usize) {
        while at < best.txs.len() && !self.is_done() {
            let txs = best.txs.clone();
            let candidates = simpler(&txs[at].script);
            if self
                .take_first(
                    best,
                    candidates.into_iter().map(|script| changed(&txs, at, |tx| tx.script = script)),
                )
                .is_none()
            {
                return;
            }
        }
    }

    /// Arguments: shorter arrays and blobs first, then smaller words.
    fn simplify_data(&mut self, best: &mut Best, at: usize) {
        let Some(function) = function_of(self.harness, &best.txs[at]) else { return };
        let function = &self.harness.functions[function];
        let codec = Codec::new(function.selector, function.inputs.clone());
        let mut part = 0;
        while at < best.txs.len() && !self.is_done() {
            match shorten(&codec, &best.txs[at].data, part) {
                None => break,
                Some(candidates) => {
                    let txs = best.txs.clone();
                    let candidates = candidates
                        .into_iter()
                        .map(|data| changed(&txs, at, |tx| tx.data = Bytes::from(data)));
                    let taken = self.take_first(best, candidates).is_some();
                    part += usize::from(!taken);
                }
            }
        }
        let mut leaves = Vec::new();
        if at >= best.txs.len() || !codec.leaves(&best.txs[at].data, &mut leaves) {
            return;
        }
        for leaf in leaves.into_iter().filter(Leaf::is_word) {
            self.simplify_leaf(best, at, leaf);
        }
    }

    fn simplify_leaf(&mut self, best: &mut Best, at: usize, leaf: Leaf) {
        let set = |tx: &mut Tx, word: U256| set(tx, &leaf, word);
        match leaf.kind {
            LeafKind::Address => {
                let txs = best.txs.clone();
                let Some(word) = txs.get(at).map(|tx| leaf.word(&tx.data)) else { return };
                let senders =
                    self.harness.senders.iter().map(|sender| U256::from_be_slice(sender.as_slice()));
                let earlier = senders.take_while(|sender| *sender != word);
                self.take_first(best, earlier.map(|sender| changed(&txs, at, |tx| set(tx, sender))));
            }
            LeafKind::Int(_) => {
                if at < best.txs.len() && leaf.word(&best.txs[at].data).bit(255) {
                    let magnitude = |tx: &Tx| leaf.word(&tx.data).wrapping_neg();
                    self.smallest(best, at, magnitude, |tx, word| set(tx, word.wrapping_neg()));
                } else {
                    self.smallest(best, at, |tx| leaf.word(&tx.data), set);
                }
            }
            _ => self.smallest(best, at, |tx| leaf.word(&tx.data), set),
        }
    }

    /// Makes a number as small as it goes: zero, [`SMALL`], then by bisection.
    fn smallest(
        &mut self,
        best: &mut Best,
        at: usize,
        get: impl Fn(&Tx) -> U256,
        set: impl Fn(&mut Tx, U256),
    ) {
        let Some(mut high) = best.txs.get(at).map(&get).filter(|high| !high.is_zero()) else { return };
        let mut low = None;
        loop {
            let txs = best.txs.clone();
            let steps = steps(low, high);
            let candidates = steps.iter().map(|step| changed(&txs, at, |tx| set(tx, *step)));
            let Some(number) = self.take_first(best, candidates) else { return };
            if steps[number].is_zero() || at >= best.txs.len() {
                return;
            }
            low = number.checked_sub(1).map(|before| steps[before]).or(low);
            high = steps[number];
        }
    }
}

/// What to try below `high` as long as nothing works, where `low` is known not to: zero and [`SMALL`], then halves of the
/// bit length while the numbers are far apart, then halves of the number.
fn steps(low: Option<U256>, high: U256) -> Vec<U256> {
    let mut steps = Vec::new();
    let mut below = low.unwrap_or_else(|| {
        let small = std::iter::once(0).chain(SMALL).map(U256::from);
        steps.extend(small.take_while(|small| *small < high));
        steps.last().copied().unwrap_or_default()
    });
    while high - below > U256::ONE {
        let by_bits = U256::ONE << ((high.bit_len() + below.bit_len()) / 2);
        let far = high.bit_len() > below.bit_len() + 1 && by_bits < high;
        below = if far { by_bits } else { below + ((high - below) >> 1) };
        steps.push(below);
    }
    steps
}

/// The script with less in it: nothing, then without its answers, then with one call fewer.
fn simpler(script: &Script) -> Vec<Script> {
    if script.is_empty() {
        return Vec::new();
    }
    let mut all = vec![Script::default(), Script { answers: Vec::new(), ..script.clone() }];
    for note in 0..script.notes.len() {
        for call in 0..script.notes[note].0.len() {
            let mut less = script.clone();
            less.notes[note].0.remove(call);
            while less.notes.last().is_some_and(|note| note.0.is_empty()) {
                less.notes.pop();
            }
            all.push(less);
        }
    }
    all
}

/// The unsigned numbers among the arguments: in which call, where in it, and which.
fn numbers(harness: &Harness, txs: &[Tx]) -> Vec<(usize, Leaf, U256)> {
    let mut found = Vec::new();
    for (at, tx) in txs.iter().enumerate() {
        let Some(function) = function_of(harness, tx) else { continue };
        let function = &harness.functions[function];
        let codec = Codec::new(function.selector, function.inputs.clone());
        let mut leaves = Vec::new();
        if codec.leaves(&tx.data, &mut leaves) {
            let numbers = leaves.into_iter().filter(|leaf| matches!(leaf.kind, LeafKind::Uint(_)));
            found.extend(numbers.map(|leaf| (at, leaf, leaf.word(&tx.data))));
        }
    }
    found
}

/// Writes an argument.
fn set(tx: &mut Tx, leaf: &Leaf, word: U256) {
    let mut data = tx.data.to_vec();
    leaf.set_word(&mut data, word);
    tx.data = data.into();
}

/// The sequence with one call changed.
fn changed(txs: &[Tx], at: usize, change: impl FnOnce(&mut Tx)) -> Vec<Tx> {
    let mut candidate = txs.to_vec();
    change(&mut candidate[at]);
    candidate
}

/// The sequence without the calls `start..end`.
fn without(txs: &[Tx], start: usize, end: usize, keep_delays: bool) -> Vec<Tx> {
    let mut rest: Vec<Tx> = txs[..start].iter().chain(&txs[end..]).cloned().collect();
    if keep_delays && let Some(next) = rest.get_mut(start) {
        for dropped in &txs[start..end] {
            next.delay_secs = next.delay_secs.saturating_add(dropped.delay_secs);
            next.delay_blocks = next.delay_blocks.saturating_add(dropped.delay_blocks);
        }
    }
    rest
}
