//! Makes a failing sequence short and simple.
//!
//! Invariant: the result fails for the same reason as the hit and is never longer; the number of replays is bounded.

use crate::finding::{Hit, Violation};
use crate::harness::Harness;
use crate::replay::replay_until;
use crate::search::function_of;
use crate::tx::Tx;
use crate::values::{Codec, Leaf, LeafKind, shorten};
use alloy_primitives::{Bytes, U256};
use hotfire_evm::fast::FastExecutor;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bounds of shrinking.
#[derive(Clone, Copy, Debug)]
pub struct ShrinkLimits {
    /// Most replays.
    pub replays_max: usize,
    /// Most calls over all replays.
    pub calls_max: usize,
}

impl Default for ShrinkLimits {
    fn default() -> Self {
        Self { replays_max: 20_000, calls_max: 400_000 }
    }
}

/// Shrinks a hit: drops calls (delta debugging, Zeller and Hildebrandt 2002), then simplifies senders, values, delays
/// and arguments. Stops early, with the best so far, when `stop` is set. A hit that does not replay is returned as it is.
#[must_use]
pub fn shrink(harness: &Harness, hit: &Hit, limits: ShrinkLimits, stop: &AtomicBool) -> Hit {
    let mut shrinker = Shrinker {
        harness,
        exec: FastExecutor::new(std::sync::Arc::clone(&harness.world)),
        wanted: hit.violation.clone(),
        replays: limits.replays_max,
        calls: limits.calls_max,
        stop,
    };
    let Some(found) = shrinker.fails(&hit.sequence) else { return hit.clone() };
    let mut best = Best { txs: hit.sequence.0.clone(), violation: found };
    best.cut();
    loop {
        let before = best.txs.clone();
        shrinker.drop_calls(&mut best);
        shrinker.simplify(&mut best);
        if best.txs == before || shrinker.is_done() {
            break;
        }
    }
    let sequence = crate::Sequence(best.txs);
    debug_assert!(sequence.len() <= hit.sequence.len(), "shrinking never grows");
    Hit { violation: best.violation, sequence, executions: hit.executions }
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

struct Shrinker<'a> {
    harness: &'a Harness,
    exec: FastExecutor,
    wanted: Violation,
    replays: usize,
    calls: usize,
    stop: &'a AtomicBool,
}

impl Shrinker<'_> {
    fn is_done(&self) -> bool {
        self.replays == 0 || self.calls == 0 || self.stop.load(Ordering::Relaxed)
    }

    fn fails(&mut self, txs: &[Tx]) -> Option<Violation> {
        self.replays = self.replays.saturating_sub(1);
        self.calls = self.calls.saturating_sub(txs.len());
        replay_until(self.harness, &mut self.exec, txs, &self.wanted)
    }

    /// Takes a candidate if it still fails.
    fn try_txs(&mut self, best: &mut Best, candidate: Vec<Tx>) -> bool {
        if self.is_done() || candidate == best.txs {
            return false;
        }
        let Some(violation) = self.fails(&candidate) else { return false };
        *best = Best { txs: candidate, violation };
        best.cut();
        true
    }

    /// Drops runs of calls, long runs first. The delays of dropped calls go to the next one, and are tried without.
    fn drop_calls(&mut self, best: &mut Best) {
        let mut run = best.txs.len().div_ceil(2);
        while run > 0 {
            let mut start = 0;
            while start < best.txs.len() && !self.is_done() {
                let end = (start + run).min(best.txs.len());
                if !self.try_txs(best, without(&best.txs, start, end, false))
                    && !self.try_txs(best, without(&best.txs, start, end, true))
                {
                    start = end;
                }
            }
            run = if run == 1 { 0 } else { run.div_ceil(2) };
        }
    }

    fn simplify(&mut self, best: &mut Best) {
        let mut at = 0;
        while at < best.txs.len() && !self.is_done() {
            self.simplify_surroundings(best, at);
            if at < best.txs.len() {
                self.simplify_data(best, at);
            }
            at += 1;
        }
    }

    /// Sender, value and delays.
    fn simplify_surroundings(&mut self, best: &mut Best, at: usize) {
        for sender in self.harness.senders.clone() {
            if at >= best.txs.len()
                || best.txs[at].from == sender
                || self.try_change(best, at, |tx| tx.from = sender)
            {
                break;
            }
        }
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
                    let taken = candidates
                        .into_iter()
                        .any(|data| self.try_change(best, at, |tx| tx.data = Bytes::from(data.clone())));
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
        let set = |tx: &mut Tx, word: U256| {
            let mut data = tx.data.to_vec();
            leaf.set_word(&mut data, word);
            tx.data = data.into();
        };
        match leaf.kind {
            LeafKind::Address => {
                for sender in self.harness.senders.clone() {
                    let word = U256::from_be_slice(sender.as_slice());
                    if at >= best.txs.len()
                        || leaf.word(&best.txs[at].data) == word
                        || self.try_change(best, at, |tx| set(tx, word))
                    {
                        break;
                    }
                }
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

    /// Makes a number as small as it goes: zero, one, then by bisection, then by its rounder neighbours.
    fn smallest(
        &mut self,
        best: &mut Best,
        at: usize,
        get: impl Fn(&Tx) -> U256,
        set: impl Fn(&mut Tx, U256),
    ) {
        let Some(mut high) = best.txs.get(at).map(&get) else { return };
        if high.is_zero() || self.try_change(best, at, |tx| set(tx, U256::ZERO)) {
            return;
        }
        let mut low = U256::ZERO;
        while high - low > U256::ONE && !self.is_done() && at < best.txs.len() {
            // Bisect the bit length while the numbers are far apart, then the number.
            let middle = if high.bit_len() > low.bit_len() + 1 {
                U256::ONE << ((high.bit_len() + low.bit_len()) / 2)
            } else {
                low + ((high - low) >> 1)
            };
            if self.try_change(best, at, |tx| set(tx, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
    }

    fn try_change(&mut self, best: &mut Best, at: usize, change: impl Fn(&mut Tx)) -> bool {
        if at >= best.txs.len() {
            return false;
        }
        let mut candidate = best.txs.clone();
        change(&mut candidate[at]);
        self.try_txs(best, candidate)
    }
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
