//! Attacks that end with a payout, and what becomes of them when something is done before it.
//!
//! Most uses of a contract end with a payout that is fair: as much as was put in, or less. An attack is such a use with something
//! done in between that makes the payout larger. So the ways to each payout are kept, steps are put in before it, the payout is
//! taken as far as it goes and what is owed is brought back: what is left then says whether the change was a good one.
//!
//! Which steps can matter is seen from the state: one that writes nothing that the rest of the way reads changes nothing of it.
//!
//! Invariant: what a way is said to pay and to leave was seen when its steps were taken.

use super::alter::{ALL_LENT, Changes};
use super::hunter::Hunter;
use super::ledger::Held;
use super::needs::Needs;
use super::step::{PAYOUT_MIN, share};
use super::ways::{LENGTH_MAX, RICHER, SAME, Way, are_alike};
use std::sync::Arc;

/// How seldom all steps before a payout are kept.
const UNCLEARED_ONE_IN: usize = 4;
/// How seldom an attack is ended in which the payout is not larger for what was put in before it.
const UNMOVED_ONE_IN: usize = 8;

/// What came of a way.
struct Walked {
    /// What the payout paid, in shares of what there is to take.
    paid: f64,
    /// Step by step whether control came back.
    handed: Vec<bool>,
}

impl Walked {
    fn handed(&self) -> usize {
        self.handed.iter().filter(|handed| **handed).count()
    }
}

impl Hunter {
    /// Takes a way to a payout with something done before it, and keeps it if it leaves more than the way did.
    pub(super) fn prospect(&mut self) {
        let Some((payout, at)) = self.prospects.pick(&mut self.rng) else { return };
        let function = self.prospects.payouts[payout].function;
        let known = self.prospects.payouts[payout].ways[at].clone();
        let is_new = known.worth.is_none();
        self.find_own_cells();
        let (mut way, mut changes) = (known.clone(), Changes::default());
        if is_new {
            self.clear(&mut way);
        } else {
            if !way.needs.are_known() {
                way.needs = Arc::new(self.needs_of(&way));
                self.prospects.payouts[payout].ways[at].needs = Arc::clone(&way.needs);
            }
            changes = self.alter(&mut way);
        }
        let Some(Walked { paid, .. }) = self.walk(&way, &changes) else {
            if is_new {
                self.prospects.payouts[payout].ways[at].worth = Some(f64::NEG_INFINITY);
            }
            return;
        };
        let is_moved = paid > known.paid * (1.0 + SAME);
        if !changes.places.is_empty() && !is_moved && !self.rng.one_in(UNMOVED_ONE_IN) {
            return;
        }
        let len = self.path.acts.len();
        self.wind_up();
        let mut found = Way::of(&self.path, len, Some(self.left_over() / paid), paid);
        let ways = &self.prospects.payouts[payout].ways;
        let richest = ways.iter().map(|way| way.paid).fold(0.0, f64::max);
        let is_better = found.beats(&known);
        if !(is_new || is_better || paid > richest * RICHER) {
            return;
        }
        found.needs = Arc::new(self.needs_of(&found));
        // Walking may have made notes of its own.
        if is_new || found.is_much_better_than(&known) {
            self.prospects.payouts[payout].idle = 0;
        }
        let ways = &mut self.prospects.payouts[payout].ways;
        let Some(place) = ways.get_mut(at).filter(|place| place.acts == known.acts) else { return };
        if is_new {
            // The same steps may be known already.
            ways.swap_remove(at);
            self.prospects.add(function, found);
        } else if is_better && (found.acts.len() <= place.acts.len() || are_alike(&found.acts, &place.acts)) {
            *place = found;
        } else {
            self.prospects.add(function, found);
        }
    }

    /// Takes the steps of a way, others put in before some of them, if the last one pays and what is owed may still be brought back.
    fn walk(&mut self, way: &Way, changes: &Changes) -> Option<Walked> {
        self.begin(way.base, way.borrowed, &way.answers);
        let payout = way.acts.len().checked_sub(1)?;
        let mut handed = Vec::new();
        let mut is_same = true;
        for (index, act) in way.acts.iter().enumerate() {
            is_same &= !changes.places.contains(&index);
            for _ in changes.places.iter().filter(|place| **place == index) {
                self.put_in(&way.needs, index);
            }
            if self.path.acts.len() >= LENGTH_MAX || self.path.ledger.is_overdue() {
                return None;
            }
            let before = self.path.held.clone();
            let inner = changes.inner.as_ref().filter(|inner| inner.step == index);
            let known = way.taken.get(way, index).filter(|_| is_same && inner.is_none());
            is_same &= known.is_some();
            let taken = match (inner, known) {
                (Some(inner), _) => {
                    let act = self.with_inside(act, inner);
                    self.take(&act)
                }
                (None, Some(tx)) => self.attempt_as(act, tx.clone()).0,
                (None, None) => self.take(act),
            };
            handed.push(taken.handed);
            if index == payout {
                let paid = taken.success.then(|| self.risen(&before))?;
                return (paid > PAYOUT_MIN && !self.path.ledger.is_overdue())
                    .then_some(Walked { paid, handed });
            }
        }
        None
    }

    /// What more is held of assets than before, in shares of what there is to take.
    fn risen(&self, before: &Held) -> f64 {
        let assets = self.path.held.risen_since(before);
        let assets = assets.filter(|asset| !self.arena.assets[*asset].is_claim);
        assets
            .map(|asset| share(self.path.held.more_than(before, asset), self.arena.assets[asset].prize))
            .sum()
    }

    /// What the steps of a way read, each in the state that it is taken in.
    pub(super) fn needs_of(&mut self, way: &Way) -> Needs {
        let mut needs = Needs::default();
        self.begin(way.base, way.borrowed, &way.answers);
        for (index, act) in way.acts.iter().enumerate() {
            let tx = self.lower(act);
            self.note_reads(&tx, index, &mut needs);
            self.attempt_as(act, tx);
        }
        needs
    }

    /// Lets a payout go as far as it can, begins with everything lent where no time passes and, mostly, leaves out the steps before
    /// it that neither make it larger nor hand over control. Those may matter once something else is done.
    fn clear(&mut self, way: &mut Way) {
        let payout = way.acts.len() - 1;
        if way.acts[payout].aim.is_none() {
            self.aim_for_most(&mut way.acts[payout]);
        }
        let Some(walked) = self.walk(way, &Changes::default()) else { return };
        if way.last_wait().is_none() && way.base != ALL_LENT && !way.borrowed {
            let other = self.with_all_lent(way);
            if self.leads_as_far(&other, walked.paid, walked.handed()) {
                *way = other;
            }
        }
        if self.rng.one_in(UNCLEARED_ONE_IN) {
            return;
        }
        for at in (0..payout).rev() {
            let mut shorter = way.clone();
            shorter.acts.remove(at);
            // What control came back in for this step's sake is not to be lost with it.
            let others = walked.handed() - usize::from(walked.handed[at]);
            if self.leads_as_far(&shorter, walked.paid, others) {
                *way = shorter;
            }
        }
    }

    /// Whether a way pays as much as was paid before, and control comes back as often.
    fn leads_as_far(&mut self, way: &Way, paid: f64, handed: usize) -> bool {
        self.walk(way, &Changes::default())
            .is_some_and(|walked| walked.paid >= paid * 0.99 && walked.handed() >= handed)
    }

    /// The same steps with the same amounts where everything is lent: what is not needed for them can be used otherwise.
    fn with_all_lent(&self, way: &Way) -> Way {
        let held = |base: usize| &self.keep.get(base).path.held;
        let (few, many) = (held(way.base), held(ALL_LENT));
        let mut other = Way { base: ALL_LENT, ..way.clone() };
        for asset in 0..self.arena.assets.len() {
            let times = many.times(few, asset);
            for who in self.arena.own_accounts() {
                let source = self.arena.source(asset, who);
                let amounts = other.acts.iter_mut().flat_map(|act| &mut act.call.amounts);
                for amount in amounts.filter(|amount| amount.source == source) {
                    amount.denominator = amount.denominator.saturating_mul(times);
                }
            }
        }
        other
    }
}
