//! Ends an attack under way: takes as much as can be had, then brings back what is owed by whatever brought some of it before.
//!
//! Invariant: a step is taken only if more is left after it, or less is missing.

use super::act::Act;
use super::aim::Goal;
use super::hunter::{ACTS_MAX, Hunter};
use super::keep::Path;
use super::ledger::Held;
use super::step::{PAYOUT_MIN, share};
use crate::tx::Tx;
use alloy_primitives::I256;

/// Steps in a row.
const STEPS_MAX: usize = 4;
/// Functions tried for each of them.
const RAISERS_MAX: usize = 3;
/// How seldom any of them is tried first, and how seldom another once one brought back all.
const ANY_FIRST_ONE_IN: usize = 3;
const FURTHER_ONE_IN: usize = 3;
/// How seldom what can be had is taken first.
const CASH_IN_ONE_IN: usize = 4;
/// Endings in vain before attacks that end alike are ended more seldom, and how seldom then.
const IN_VAIN_MAX: u16 = 6;
const VAIN_ONE_IN: usize = 8;
/// Lengths that are told apart, and endings.
const LENGTHS_MAX: usize = 6;
const ENDED_MAX: usize = 1 << 14;
/// Steps in a row by which as much as can be had is taken.
const CASHED_MAX: usize = 2;

/// What came of ending attacks by the same last two steps.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ended {
    /// The most that was left.
    score: Option<f64>,
    /// Times in a row that no more was.
    in_vain: u16,
}

/// The last two functions of an attack, and how long it is.
pub(super) type EndedBy = (Option<usize>, Option<usize>, usize);

impl Hunter {
    /// Ends an attack under way: what is left then is what the kept one promises.
    pub(super) fn settle(&mut self, index: usize) {
        let dropped = self.keep.dropped();
        if self.wind_up_if_worthwhile() && self.keep.dropped() == dropped {
            self.keep.promise(index, self.path.score);
        }
    }

    /// Ends an attack under way, more seldom if attacks that ended by the same steps never left more: that takes dozens of
    /// trials.
    pub(super) fn wind_up_if_worthwhile(&mut self) -> bool {
        let mut last = self.path.acts.iter().rev().map(|act| act.function);
        let key = (last.next().flatten(), last.next().flatten(), self.path.acts.len().min(LENGTHS_MAX));
        let ended = self.ended.get(&key).copied().unwrap_or_default();
        if ended.in_vain >= IN_VAIN_MAX && !self.rng.one_in(VAIN_ONE_IN) {
            return false;
        }
        self.wind_up();
        let score = self.path.score;
        let ended = if ended.score.is_none_or(|best| score > best + PAYOUT_MIN) {
            Ended { score: Some(score), in_vain: 0 }
        } else {
            Ended { in_vain: ended.in_vain.saturating_add(1), ..ended }
        };
        if self.ended.len() < ENDED_MAX || self.ended.contains_key(&key) {
            self.ended.insert(key, ended);
        }
        true
    }

    /// Brings back what is owed, now and then after taking what can be had.
    pub(super) fn wind_up(&mut self) {
        if self.rng.one_in(CASH_IN_ONE_IN) {
            self.cash_in();
        }
        self.bring_back();
    }

    /// Takes steps by which as much as can be had is taken, while they pay.
    fn cash_in(&mut self) {
        for _ in 0..CASHED_MAX {
            let Some((act, tx)) = self.best_payout() else { return };
            if self.path.acts.len() >= ACTS_MAX || !self.attempt_as(&act, tx).0.success {
                return;
            }
        }
    }

    /// Takes steps until nothing is owed any more or none helps.
    pub(super) fn bring_back(&mut self) {
        for _ in 0..STEPS_MAX {
            let short = self.path.ledger.short(&self.arena, &self.path.held);
            let Some(asset) = self.rng.pick(&short).copied() else { return };
            if self.path.acts.len() >= ACTS_MAX {
                return;
            }
            let Some((act, tx)) = self.best_way(asset) else { return };
            if !self.attempt_as(&act, tx).0.success {
                return;
            }
        }
    }

    /// The step that leaves the attacker with most, as large as it can be.
    fn best_payout(&mut self) -> Option<(Act, Tx)> {
        let mut best: Option<(f64, Act, Tx)> = None;
        for _ in 0..RAISERS_MAX {
            let asset = self.rng.below(self.arena.assets.len().max(1));
            let raisers = self.moves.raisers_of(asset);
            let at = self.rng.below(raisers.max(1));
            let Some(act) = self.moves.raising_by(asset, at, Goal::Most, &mut self.rng) else { continue };
            if let Some((held, tx)) = self.try_out(&act) {
                let worth = self.score(&held);
                if worth > self.path.score + PAYOUT_MIN
                    && best.as_ref().is_none_or(|(most, ..)| *most < worth)
                {
                    best = Some((worth, act, tx));
                }
            }
        }
        best.map(|(.., act, tx)| (act, tx))
    }

    /// The step that brings back the most of an asset; of those looked at that bring back all, the one that leaves most. Those that
    /// were best before are mostly looked at first, and others after one that brings back all only now and then.
    fn best_way(&mut self, asset: usize) -> Option<(Act, Tx)> {
        let raisers = self.moves.raisers_of(asset);
        let first = if self.rng.one_in(ANY_FIRST_ONE_IN) { self.rng.below(raisers.max(1)) } else { 0 };
        let before = self.path.ledger.net(&self.path.held, asset);
        let mut best: Option<((bool, f64), usize, Act, Tx)> = None;
        for at in 0..raisers.min(RAISERS_MAX) {
            let at = (first + at) % raisers;
            let act = self.moves.raising_by(asset, at, Goal::Cover(asset), &mut self.rng)?;
            let Some((held, tx)) = self.try_out(&act) else { continue };
            let net = self.path.ledger.net(&held, asset);
            let worth = if net.is_negative() {
                (false, share(net, self.arena.assets[asset].prize))
            } else {
                (true, self.score(&held))
            };
            if net > before && best.as_ref().is_none_or(|(most, ..)| *most < worth) {
                best = Some((worth, at, act, tx));
            }
            if best.as_ref().is_some_and(|((all, _), ..)| *all) && !self.rng.one_in(FURTHER_ONE_IN) {
                break;
            }
        }
        let (_, at, act, tx) = best?;
        self.moves.prefer_raiser(asset, at);
        Some((act, tx))
    }

    /// What is missing of the debts, and only if nothing is, what is left beyond them; in shares of what there is to take. What is
    /// left of one asset does not make up for another that could not be bought with it.
    pub(super) fn left_over(&self) -> f64 {
        let Path { ledger, held, .. } = &self.path;
        let (mut missing, mut left) = (0.0, 0.0);
        for (index, asset) in self.arena.assets.iter().enumerate().filter(|(_, asset)| !asset.is_claim) {
            missing += share(ledger.missing(held, index), asset.prize);
            left += share(ledger.net(held, index).max(I256::ZERO), asset.prize);
        }
        if missing < 0.0 { missing } else { left }
    }

    /// What the attacker would hold after a step, if that succeeds; the state stays.
    fn try_out(&mut self, act: &Act) -> Option<(Held, Tx)> {
        let state = self.exec.snapshot();
        let tx = self.lower(act);
        self.stats.executions += 1;
        let held = self.fire_tx(&tx).status.is_success().then(|| Held::read(&self.arena, &mut self.exec));
        self.exec.restore(&state);
        Some((held?, tx))
    }
}
