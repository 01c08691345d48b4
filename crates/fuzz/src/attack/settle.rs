//! Brings back what is owed: swaps back, redeems, withdraws, by whatever step brought some of the asset before.
//!
//! Invariant: a step is taken only if less is missing after it.

use super::act::Act;
use super::hunter::{ACTS_MAX, Hunter};
use super::ledger::Held;
use super::step::share;
use crate::tx::Tx;

/// Steps in a row.
const STEPS_MAX: usize = 4;
/// Functions tried for each of them.
const WAYS_MAX: usize = 3;

impl Hunter {
    /// Brings back what is owed: what is left then is what the kept attack promises.
    pub(super) fn settle(&mut self, index: usize) {
        let dropped = self.keep.dropped();
        self.bring_back();
        if self.keep.dropped() == dropped {
            self.keep.promise(index, self.path.score);
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

    /// The step that brings back the most of an asset; of several that bring back all, the one that leaves most.
    fn best_way(&mut self, asset: usize) -> Option<(Act, Tx)> {
        let state = self.exec.snapshot();
        let ways = self.moves.ways_to(asset);
        let first = self.rng.below(ways.max(1));
        let before = self.path.ledger.net(&self.path.held, asset);
        let mut best: Option<((bool, f64), Act, Tx)> = None;
        for way in 0..ways.min(WAYS_MAX) {
            let act = self.moves.covering_by(asset, (first + way) % ways, &mut self.rng)?;
            let tx = self.lower(&act);
            if self.fire_tx(&tx).status.is_success() {
                let held = Held::read(&self.arena, &mut self.exec);
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
            self.exec.restore(&state);
        }
        best.map(|(.., act, tx)| (act, tx))
    }
}
