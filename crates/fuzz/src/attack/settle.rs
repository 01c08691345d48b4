//! Ends an attack under way: takes as much as can be had, then brings back what is owed by whatever brought some of it before.
//!
//! Invariant: a step is taken only if more is left after it, or less is missing.

use super::act::{Act, Goal};
use super::hunter::{ACTS_MAX, Hunter};
use super::ledger::Held;
use super::step::{PAYOUT_MIN, share};
use crate::tx::Tx;

/// Steps in a row.
const STEPS_MAX: usize = 4;
/// Functions tried for each of them.
const WAYS_MAX: usize = 3;
/// How seldom what can be had is taken first.
const CASH_IN_ONE_IN: usize = 4;
/// Steps in a row by which as much as can be had is taken.
const CASHED_MAX: usize = 2;

impl Hunter {
    /// Brings back what is owed, now and then after taking what can be had: what is left then is what the kept attack promises.
    pub(super) fn settle(&mut self, index: usize) {
        let dropped = self.keep.dropped();
        if self.rng.one_in(CASH_IN_ONE_IN) {
            self.cash_in();
        }
        self.bring_back();
        if self.keep.dropped() == dropped {
            self.keep.promise(index, self.path.score);
        }
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
        for _ in 0..WAYS_MAX {
            let asset = self.rng.below(self.arena.assets.len().max(1));
            let ways = self.moves.ways_to(asset);
            let way = self.rng.below(ways.max(1));
            let Some(act) = self.moves.raising_by(asset, way, Goal::Most, &mut self.rng) else { continue };
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

    /// The step that brings back the most of an asset; of several that bring back all, the one that leaves most.
    fn best_way(&mut self, asset: usize) -> Option<(Act, Tx)> {
        let ways = self.moves.ways_to(asset);
        let first = self.rng.below(ways.max(1));
        let before = self.path.ledger.net(&self.path.held, asset);
        let mut best: Option<((bool, f64), Act, Tx)> = None;
        for way in 0..ways.min(WAYS_MAX) {
            let way = (first + way) % ways;
            let act = self.moves.raising_by(asset, way, Goal::Cover(asset), &mut self.rng)?;
            let Some((held, tx)) = self.try_out(&act) else { continue };
            let net = self.path.ledger.net(&held, asset);
            let worth = if net.is_negative() {
                (false, share(net, self.arena.assets[asset].prize))
            } else {
                (true, self.score(&held))
            };
            if net > before && best.as_ref().is_none_or(|(most, ..)| *most < worth) {
                best = Some((worth, act, tx));
            }
        }
        best.map(|(.., act, tx)| (act, tx))
    }

    /// What the attacker would hold after a step, if that succeeds; the state stays.
    fn try_out(&mut self, act: &Act) -> Option<(Held, Tx)> {
        let state = self.exec.snapshot();
        let tx = self.lower(act);
        let held = self.fire_tx(&tx).status.is_success().then(|| Held::read(&self.arena, &mut self.exec));
        self.exec.restore(&state);
        Some((held?, tx))
    }
}
