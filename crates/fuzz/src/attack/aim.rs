//! Amounts that are found by trying when a step is taken: the most that works, the least that brings back what is owed, what is just at
//! the edge of something.
//!
//! Invariant: finding an amount leaves the state as it was; each trial is counted.

use super::act::{Setting, call_of, get, part, set};
use super::ledger::Held;
use super::miss::Miss;
use crate::rng::Rng;
use crate::tx::Tx;
use alloy_primitives::{I256, U256};
use hotfire_evm::chain::Chain;
use hotfire_evm::cmplog::{Cmp, CmpOp};
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;

/// Trials for the most that works, and for the least that is enough.
pub(super) const MOST_TRIALS_MAX: usize = 12;
const LEAST_TRIALS_MAX: usize = 7;
/// Trials after which no more follow if none worked.
const HOPELESS_TRIALS: usize = 6;
/// Failing trials for the least after which no more follow.
const FAILS_MAX: usize = 4;
/// How exactly the most is found, in bits.
const PRECISION_BITS: usize = 7;
/// How much more is tried while everything works, in bits, and how much less while nothing does.
const LEAP_BITS: usize = 32;
const DOWN_BITS: usize = 3;
/// Limits that were none until what lies between is halved.
const MISLED_MAX: usize = 2;
/// How far below an amount that fails its limit may be, in bits.
const TOLD_BITS: usize = 64;
/// What is brought back too much, as a part of what is owed, that is little enough.
const PRECISION: u64 = 1_000;
/// How seldom an amount is to be at an edge rather than the most, and edges that are told apart.
const EDGE_ONE_IN: usize = 4;
const EDGES_MAX: usize = 6;
/// The whole, where parts are counted.
const ONE: u64 = 1 << 30;

/// Which amount is found by trying, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aim {
    /// Offset in the data; `None` for the wei.
    pub(super) at: Option<u32>,
    pub(super) goal: Goal,
}

/// What an amount is to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// As much as the step allows.
    Most,
    /// As little as brings back what is owed of an asset.
    Cover(usize),
    /// What the step compares it with, or next to that: where it begins to go another way.
    Edge {
        /// Which of the numbers that it is compared with.
        nth: u8,
        /// How far from it.
        by: i8,
    },
}

impl Goal {
    /// Mostly the most; now and then an edge.
    pub(super) fn draw(rng: &mut Rng) -> Self {
        if !rng.one_in(EDGE_ONE_IN) {
            return Self::Most;
        }
        Self::Edge { nth: rng.below(EDGES_MAX) as u8, by: rng.below(3) as i8 - 1 }
    }
}

impl Aim {
    /// The transaction with the amount that serves the goal best, as far as a few trials tell.
    pub(super) fn reached(self, mut tx: Tx, exec: &mut FastExecutor, setting: &Setting<'_>) -> Tx {
        super::install(exec, &tx.script);
        let first = get(&tx, self.at).max(U256::ONE);
        let best = match self.goal {
            Goal::Most => self.most(&mut tx, first, exec, setting),
            Goal::Cover(asset) => self.least(&mut tx, first, asset, exec, setting),
            Goal::Edge { nth, by } => self.edge(&tx, first, (nth, by), exec, setting),
        };
        set(&mut tx, self.at, best);
        tx
    }

    /// The largest amount with which the step succeeds.
    fn most(self, tx: &mut Tx, first: U256, exec: &mut FastExecutor, setting: &Setting<'_>) -> U256 {
        let mut bounds = Bounds::default();
        let mut next = first;
        if self.at.is_none() {
            // All of the wei, and never more.
            next = exec.balance(tx.from);
            bounds.high = Some((next.saturating_add(U256::ONE), None));
        }
        for trials in 0..MOST_TRIALS_MAX {
            set(tx, self.at, next);
            setting.count_trial();
            let works = exec.probe_logged(&call_of(tx, setting)).status.is_success();
            if works {
                bounds.works(next);
            } else if bounds.low.is_zero() && trials >= HOPELESS_TRIALS {
                break;
            } else {
                bounds.fails(next, Miss::of(exec.cmps().cmps()));
            }
            match bounds.next() {
                Some(word) => next = word,
                None => break,
            }
        }
        bounds.low
    }

    /// Where the step, taken with this amount, would begin to go another way; the amount itself if it is compared with nothing.
    fn edge(
        self,
        tx: &Tx,
        first: U256,
        (nth, by): (u8, i8),
        exec: &mut FastExecutor,
        setting: &Setting<'_>,
    ) -> U256 {
        setting.count_trial();
        exec.probe_logged(&call_of(tx, setting));
        let edges = edges_of(exec.cmps().cmps(), first);
        let Some(edge) = edges.get(usize::from(nth) % edges.len().max(1)) else { return first };
        match by {
            ..0 => edge.saturating_sub(U256::ONE),
            0 => *edge,
            1.. => edge.saturating_add(U256::ONE),
        }
    }

    /// The least amount that brings back what is owed of an asset, or what brings back the most of it: by false position,
    /// since what comes back grows with the amount.
    fn least(
        self,
        tx: &mut Tx,
        first: U256,
        asset: usize,
        exec: &mut FastExecutor,
        setting: &Setting<'_>,
    ) -> U256 {
        let state = exec.snapshot();
        let wei = exec.balance(tx.from);
        let net = |exec: &mut FastExecutor| {
            let held = Held::of(setting.arena, exec, asset);
            setting.ledger.net_of(held, asset)
        };
        let before = net(exec);
        let mut attempt = |word: U256| {
            set(tx, self.at, word);
            setting.count_trial();
            let call = call_of(tx, setting);
            let works = (self.at.is_some() || word <= wei) && exec.call(&call).status.is_success();
            let after = works.then(|| net(exec));
            exec.restore(&state);
            after
        };
        let enough = before.unsigned_abs() / U256::from(PRECISION);
        let (mut low, mut high) = ((U256::ZERO, before), None);
        let mut ceiling = U256::MAX;
        let mut next = first;
        let mut fails = 0;
        for _ in 0..LEAST_TRIALS_MAX {
            match attempt(next) {
                None if fails >= FAILS_MAX => break,
                None => (ceiling, fails) = (next, fails + 1),
                // Nothing comes back: the step is no help, however far it is taken.
                Some(after) if after <= low.1 => break,
                Some(after) if after.is_negative() => low = (next, after),
                Some(after) => high = Some((next, after)),
            }
            next = match high {
                Some((_, after)) if after.unsigned_abs() <= enough => break,
                Some(high) => low.0 + part(high.0 - low.0, share_of(low.1, high.1), ONE) + U256::ONE,
                None if low.0.is_zero() => ceiling >> 3,
                None => {
                    let further = part(low.0, ONE * ONE / share_of(before, low.1).max(1), ONE);
                    further.max(low.0.saturating_mul(U256::from(2))).min(low.0 + ((ceiling - low.0) >> 1))
                }
            };
            if next <= low.0 || high.is_some_and(|(word, _)| next >= word) {
                break;
            }
        }
        high.map_or(low.0, |(word, _)| word)
    }
}

/// The numbers that a number is compared with, each once, in order: larger or smaller ones.
fn edges_of(cmps: &[Cmp], word: U256) -> Vec<U256> {
    let mut edges = Vec::new();
    for cmp in cmps.iter().filter(|cmp| matches!(cmp.op, CmpOp::Lt | CmpOp::Gt)) {
        let other = if cmp.a == word { cmp.b } else { cmp.a };
        let is_edge = (cmp.a == word || cmp.b == word) && other != word && !other.is_zero();
        if is_edge && edges.len() < EDGES_MAX && !edges.contains(&other) {
            edges.push(other);
        }
    }
    edges
}

/// Between what the largest amount that works lies.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    /// This much works; zero if nothing is known to.
    pub(super) low: U256,
    /// This much does not.
    high: Option<(U256, Option<Miss>)>,
    /// More that did not work, and where it failed.
    above: Option<(U256, Miss)>,
    /// What a failure told to be the limit, if that is what was tried last, and how many such were none since the last halving.
    limit: Option<U256>,
    misled: usize,
}

impl Bounds {
    pub(super) fn works(&mut self, word: U256) {
        self.low = self.low.max(word);
    }

    pub(super) fn fails(&mut self, word: U256, miss: Option<Miss>) {
        if let Some((word, Some(miss))) = self.high {
            self.above = Some((word, miss));
        }
        self.high = Some((word, miss));
        self.misled += usize::from(self.limit.is_some());
    }

    /// What is tried next; `None` once it is known well enough.
    pub(super) fn next(&mut self) -> Option<U256> {
        let Some((high, miss)) = self.high else {
            let more = self.low.checked_shl(LEAP_BITS).unwrap_or(U256::MAX);
            return (more > self.low).then_some(more);
        };
        let step = (self.low >> PRECISION_BITS).max(U256::ONE);
        if high.saturating_sub(self.low) <= step {
            return None;
        }
        if self.limit.take().is_some_and(|limit| limit == self.low) {
            // Was that the limit?
            return Some(self.low + step);
        }
        if self.misled < MISLED_MAX {
            self.limit = miss.and_then(|miss| self.told(high, &miss));
        } else {
            self.misled = 0;
        }
        Some(self.limit.unwrap_or_else(|| self.between(high)))
    }

    /// The limit that a failure tells of: what was compared, or where there would be no difference if one side were proportional to
    /// the amount, or linear in it.
    fn told(&self, high: U256, miss: &Miss) -> Option<U256> {
        let [a, b] = miss.operands;
        let secant = self
            .above
            .filter(|(word, other)| other.is_where(miss) && other.distance > miss.distance && *word > high);
        let secant = secant.map(|(word, other)| {
            let back = scaled(word - high, miss.distance, other.distance - miss.distance);
            high.saturating_sub(back)
        });
        let least = self.low.max(high >> TOLD_BITS);
        let may_be = |word: &U256| *word > least && *word < high;
        let proportional = scaled(high, a.min(b), a.max(b));
        let told = [Some(a), Some(b), high.checked_sub(miss.distance), Some(proportional)];
        secant.filter(may_be).or_else(|| told.into_iter().flatten().filter(may_be).max())
    }

    /// Half of the way, in bits where it is long.
    fn between(&self, high: U256) -> U256 {
        if self.low.is_zero() {
            return high >> DOWN_BITS;
        }
        let (low_bits, high_bits) = (self.low.bit_len(), high.bit_len());
        if high_bits > low_bits + 2 {
            self.low << ((high_bits - low_bits) / 2)
        } else {
            self.low + ((high - self.low) >> 1)
        }
    }
}

/// `word · a / b`, less exact where the product does not fit.
fn scaled(word: U256, a: U256, b: U256) -> U256 {
    let shift = (word.bit_len() + a.bit_len()).saturating_sub(256);
    word * (a >> shift) / (b >> shift).max(U256::ONE)
}

/// Where between two balances nothing is owed any more, or how far the second has come from the first: in units of 1/[`ONE`].
fn share_of(from: I256, to: I256) -> u64 {
    let way = to.saturating_sub(from).unsigned_abs().max(U256::ONE);
    let share = if to.is_negative() { way } else { from.unsigned_abs() };
    let whole = if to.is_negative() { from.unsigned_abs() } else { way };
    let shift = whole.bit_len().saturating_sub(128);
    let share = (share >> shift).saturating_mul(U256::from(ONE)) / (whole >> shift).max(U256::ONE);
    share.saturating_to::<u64>().min(ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks for the most of which `compared` says that it works; gives it and the number of trials.
    fn search(first: u64, compared: impl Fn(U256) -> (bool, U256, U256)) -> (U256, usize) {
        let (mut bounds, mut next) = (Bounds::default(), U256::from(first));
        for trials in 1..=MOST_TRIALS_MAX {
            let (works, a, b) = compared(next);
            if works {
                bounds.works(next);
            } else {
                bounds.fails(next, Miss::of(&[Cmp { code: 1, pc: 2, op: CmpOp::Lt, a, b }]));
            }
            match bounds.next() {
                Some(word) => next = word,
                None => return (bounds.low, trials),
            }
        }
        (bounds.low, MOST_TRIALS_MAX)
    }

    #[test]
    fn edges_are_what_a_number_is_compared_with() {
        let [one, two, nine] = [1, 2, 9].map(U256::from);
        let cmp = |op, a, b| Cmp { code: 1, pc: 2, op, a, b };
        let cmps = [
            cmp(CmpOp::Lt, two, nine),
            cmp(CmpOp::Gt, one, two),
            cmp(CmpOp::Lt, nine, two),
            cmp(CmpOp::Lt, one, nine),
            cmp(CmpOp::Eq, two, U256::from(7)),
            cmp(CmpOp::Gt, two, U256::ZERO),
        ];
        assert_eq!(edges_of(&cmps, two), [nine, one]);
        assert!(edges_of(&cmps, U256::from(5)).is_empty());
    }

    #[test]
    fn a_limit_that_is_compared_is_found_exactly() {
        let limit = U256::from(987_654_321_u64);
        let compared = |word| (word <= limit, word, limit);
        assert_eq!(search(1_000, compared), (limit, 4));
        assert_eq!(search(u64::MAX, compared), (limit, 3));
    }

    #[test]
    fn a_limit_of_a_multiple_is_found_by_proportion() {
        let (price, limit) = (U256::from(1_800_u64), U256::from(40_000_000_000_000_u64));
        let most = limit / price;
        let (found, trials) = search(7, |word| (word * price <= limit, word * price, limit));
        assert!(found <= most && most - found <= most >> PRECISION_BITS, "{found} of {most}");
        assert!(trials <= 8, "{trials}");
    }

    #[test]
    fn a_limit_of_a_sum_of_multiples_is_found_by_the_secant() {
        let (price, debt) = (U256::from(1_800_u64), U256::from(90_000_000_000_000_u64));
        let limit = debt + U256::from(40_000_000_000_000_u64);
        let most = (limit - debt) / price;
        let worth = |word| debt + word * price;
        let (found, trials) = search(7_000_000_000, |word| (worth(word) <= limit, worth(word), limit));
        assert!(found <= most && most - found <= most >> PRECISION_BITS, "{found} of {most}");
        assert!(trials <= 8, "{trials}");
    }

    #[test]
    fn a_limit_that_nothing_tells_of_is_found_by_halving() {
        let limit = U256::from(123_456_789_u64);
        let (found, _) = search(1_000_000, |word| (word <= limit, U256::ZERO, U256::ZERO));
        assert!(found <= limit && limit - found <= limit >> 4, "{found}");
    }

    #[test]
    fn what_never_works_and_what_always_does_end() {
        assert_eq!(search(5_000, |_| (false, U256::ONE, U256::ZERO)).0, U256::ZERO);
        assert_eq!(search(5_000, |_| (true, U256::ONE, U256::ZERO)).0, U256::MAX);
        assert_eq!(search(0, |word| (word.is_zero(), word, U256::ZERO)).0, U256::ZERO);
    }
}
