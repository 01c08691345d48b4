//! Amounts that are found by trying when a step is taken: the most that works, the least that brings back what is owed.
//!
//! Invariant: finding an amount leaves the state as it was; each trial is counted.

use super::act::{Setting, call_of, get, part, set};
use super::ledger::Held;
use super::miss::Miss;
use crate::tx::Tx;
use alloy_primitives::{I256, U256};
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;

/// Trials for the most that works, and for the least that is enough.
const MOST_TRIALS_MAX: usize = 15;
const LEAST_TRIALS_MAX: usize = 9;
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
}

impl Aim {
    /// The transaction with the amount that serves the goal best, as far as a few trials tell.
    pub(super) fn reached(self, mut tx: Tx, exec: &mut FastExecutor, setting: &Setting<'_>) -> Tx {
        super::install(exec, &tx.script);
        let first = get(&tx, self.at).max(U256::ONE);
        let best = match self.goal {
            Goal::Most => self.most(&mut tx, first, exec, setting),
            Goal::Cover(asset) => self.least(&mut tx, first, asset, exec, setting),
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
        for _ in 0..MOST_TRIALS_MAX {
            set(tx, self.at, next);
            setting.count_trial();
            let works = exec.probe_logged(&call_of(tx, setting)).status.is_success();
            if works {
                bounds.works(next);
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
        for _ in 0..LEAST_TRIALS_MAX {
            match attempt(next) {
                None => ceiling = next,
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

/// Between what the largest amount that works lies.
#[derive(Debug, Default)]
struct Bounds {
    /// This much works; zero if nothing is known to.
    low: U256,
    /// This much does not.
    high: Option<(U256, Option<Miss>)>,
    /// More that did not work, and where it failed.
    above: Option<(U256, Miss)>,
    /// What a failure told to be the limit, if that is what was tried last, and how many such were none since the last halving.
    limit: Option<U256>,
    misled: usize,
}

impl Bounds {
    fn works(&mut self, word: U256) {
        self.low = self.low.max(word);
    }

    fn fails(&mut self, word: U256, miss: Option<Miss>) {
        if let Some((word, Some(miss))) = self.high {
            self.above = Some((word, miss));
        }
        self.high = Some((word, miss));
        self.misled += usize::from(self.limit.is_some());
    }

    /// What is tried next; `None` once it is known well enough.
    fn next(&mut self) -> Option<U256> {
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
    use hotfire_evm::cmplog::{Cmp, CmpOp};

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
