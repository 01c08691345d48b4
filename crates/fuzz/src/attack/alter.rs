//! What is done otherwise on a way to a payout: steps put in, amounts changed, means, and what is done while control is handed over.
//!
//! Invariant: the last step stays the payout.

use super::act::Act;
use super::aim::{Aim, Goal};
use super::hunter::Hunter;
use super::moves::Moves;
use super::needs::Needs;
use super::ways::{LENGTH_MAX, Way};
use crate::tx::{Note, NoteCall, Source};
use std::sync::Arc;

/// The starting points at which nothing is lent but what the attacker may keep, and at which everything is.
pub(super) const OWN_MEANS: usize = 0;
pub(super) const ALL_LENT: usize = 1;
/// By how much all amounts are taken larger or smaller at once.
const SCALES: [u64; 4] = [2, 5, 20, 200];
/// How seldom everything is lent after the last wait.
const LEND_LATE_ONE_IN: usize = 2;
/// How seldom a way is begun with other means.
const OTHER_MEANS_ONE_IN: usize = 6;
/// Handovers of one step among which the one to act in is drawn.
const NOTES_MAX: usize = 24;
/// How seldom an amount before the payout is taken as far as it goes.
const STRETCH_ONE_IN: usize = 8;
/// How seldom, during a step in which control comes back, something is done in it instead, and how often it takes as much as it could
/// alone, in percent.
const NEST_ONE_IN: usize = 4;
const INNER_MOST_PERCENT: u64 = 70;
/// Steps put in at once.
const INSERTED_MAX: usize = 3;
/// Draws of a step that works and matters, for each that is put in.
const DRAWS_MAX: usize = 8;
/// How seldom one is put in though nothing after it reads what it writes.
const NEEDLESS_ONE_IN: usize = 8;
/// How often a step that is put in is one that moves something, taken as far as it goes, and how often gifts go before it, in
/// percent.
const MOVER_PERCENT: u64 = 35;
const PREPAID_PERCENT: u64 = 10;
/// How often a step that is put in is one that wrote what is read after it, in percent.
const WRITER_PERCENT: u64 = 50;

/// What is done otherwise while a way is walked.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Steps before which others are put in.
    pub(super) places: Vec<usize>,
    pub(super) inner: Option<Inner>,
}

/// A call that is made when control comes back during a step.
#[derive(Debug)]
pub(super) struct Inner {
    /// Index of the step.
    pub(super) step: usize,
    handover: usize,
    call: NoteCall,
    /// It takes as much as it could alone before the step.
    is_most: bool,
}

impl Hunter {
    /// Takes a step that works here and matters for what comes after, if one is drawn.
    pub(super) fn put_in(&mut self, needs: &Needs, index: usize) {
        let (state, path) = (self.exec.snapshot(), self.path.clone());
        for _ in 0..DRAWS_MAX {
            if self.path.acts.len() >= LENGTH_MAX {
                return;
            }
            let writer = if self.rng.percent(WRITER_PERCENT) { self.writer_for(needs, index) } else { None };
            let acts = writer.unwrap_or_else(|| self.draw_to_put_in());
            let mut matters = self.rng.one_in(NEEDLESS_ONE_IN);
            let mut works = true;
            for act in &acts {
                works = works && self.take(act).success;
                matters |= works && needs.are_touched(&self.written, index);
            }
            if works && matters {
                return;
            }
            if self.path.acts.len() > path.acts.len() {
                self.exec.restore(&state);
                self.path.clone_from(&path);
            }
        }
    }

    fn draw_to_put_in(&mut self) -> Vec<Act> {
        if self.rng.percent(MOVER_PERCENT) {
            let asset = self.rng.below(self.arena.assets.len());
            let at = self.rng.below(self.moves.raisers_of(asset).max(1));
            if let Some(act) = self.moves.raising_by(asset, at, Goal::Most, &mut self.rng) {
                return vec![act];
            }
        }
        if self.rng.percent(PREPAID_PERCENT) {
            return self.draw_with(Moves::prepaid);
        }
        let mut act = self.draw();
        if act.aim.is_none() && self.rng.one_in(10) {
            let goal = Goal::draw(&mut self.rng);
            act.aim(goal, &mut self.rng);
        }
        vec![act]
    }

    /// Decides what is done otherwise: before which steps others are put in, what is done inside, or which of them are changed.
    pub(super) fn alter(&mut self, way: &mut Way) -> Changes {
        let mut changes = Changes::default();
        let mut first = 0;
        if way.base == OWN_MEANS && !way.borrowed && self.rng.one_in(LEND_LATE_ONE_IN) {
            first = self.lend_late(way);
        } else if self.rng.one_in(OTHER_MEANS_ONE_IN) {
            way.base = self.rng.below(self.bases.len());
        }
        let payout = way.acts.len() - 1;
        if payout > 0 && self.rng.one_in(STRETCH_ONE_IN) {
            self.stretch(way);
            if self.rng.one_in(2) {
                self.aim_for_most(&mut way.acts[payout]);
                return changes;
            }
        }
        let acts = &mut way.acts;
        let mut what = self.rng.below(20);
        if what < 12 && self.rng.one_in(NEST_ONE_IN) && acts.iter().any(|act| self.moves.hands_over(act)) {
            what = 12;
        }
        if what < 12 {
            let many = 1 + self.rng.log_count(INSERTED_MAX) % INSERTED_MAX;
            changes.places.extend((0..many).map(|_| first + self.rng.below(acts.len() - first)));
        }
        match what {
            0..=8 => {}
            12 | 13 => changes.inner = self.nest_in(acts),
            14 | 15 => self.scale(acts),
            _ => self.change_before(acts),
        }
        if self.rng.one_in(3) {
            let payout = acts.len() - 1;
            self.aim_for_most(&mut acts[payout]);
        }
        changes
    }

    /// Changes one of the steps before the payout, or takes the payout as far as it goes.
    fn change_before(&mut self, acts: &mut Vec<Act>) {
        let payout = acts.len() - 1;
        if payout == 0 || self.rng.one_in(4) {
            self.aim_for_most(&mut acts[payout]);
            return;
        }
        let last = acts.split_off(payout);
        self.change(acts);
        acts.extend(last);
    }

    /// Takes everything that can be lent once no time passes any more; gives the index of the step after that.
    fn lend_late(&mut self, way: &mut Way) -> usize {
        let arena = Arc::clone(&self.arena);
        let mut loans: Vec<Act> = arena.loans.iter().map(|loan| super::draw::loan(&arena, loan)).collect();
        let payout = way.acts.len() - 1;
        let at = way.last_wait().map_or(0, |wait| (wait + 1).min(payout));
        if loans.is_empty() || way.acts.len() + loans.len() > LENGTH_MAX {
            return 0;
        }
        // What was waited for before the payout is waited for before the loans.
        let last = &mut way.acts[payout];
        loans[0].delay_secs = std::mem::take(&mut last.delay_secs);
        loans[0].delay_blocks = std::mem::take(&mut last.delay_blocks);
        let after = at + loans.len();
        way.acts.splice(at..at, loans);
        way.borrowed = true;
        way.needs = Arc::new(self.needs_of(way));
        after
    }

    /// Takes all parts of the attacker's own means larger or smaller by the same factor.
    fn scale(&mut self, acts: &mut [Act]) {
        let Some(factor) = self.rng.pick(&SCALES).copied() else { return };
        let larger = self.rng.percent(70);
        let arena = Arc::clone(&self.arena);
        let own = |source: &Source| {
            let assets = 0..arena.assets.len();
            assets
                .flat_map(|asset| arena.own_accounts().map(|who| arena.source(asset, who)))
                .any(|own| own == *source)
        };
        for amount in
            acts.iter_mut().flat_map(|act| &mut act.call.amounts).filter(|amount| own(&amount.source))
        {
            if larger {
                let most = amount.numerator.max(amount.denominator);
                amount.numerator = amount.numerator.saturating_mul(factor).min(most);
            } else {
                amount.denominator = amount.denominator.saturating_mul(factor);
            }
        }
    }

    /// Does something while control is with the attacker during one of the steps: takes a payout, or anything.
    fn nest_in(&mut self, acts: &mut [Act]) -> Option<Inner> {
        let handing: Vec<usize> = (0..acts.len()).filter(|at| self.moves.hands_over(&acts[*at])).collect();
        let step = *self.rng.pick(&handing)?;
        let hands = self.moves.hands_of(&acts[step]);
        if self.rng.one_in(2) {
            let mut act = acts[step].clone();
            act.notes.clear();
            self.draw_with(|moves, draw| moves.write_notes(&mut act, hands, draw));
            acts[step] = act;
            return None;
        }
        let (payout, way) = self.prospects.pick(&mut self.rng)?;
        let call = self.prospects.payouts[payout].ways[way].acts.last()?.call.clone();
        let handover = self.rng.below(hands.clamp(1, NOTES_MAX));
        let is_most = self.rng.percent(INNER_MOST_PERCENT);
        Some(Inner { step, handover, call, is_most })
    }

    /// A step that is taken next, with a call made when control comes back during it.
    pub(super) fn with_inside(&mut self, act: &Act, inner: &Inner) -> Act {
        let mut call = inner.call.clone();
        if inner.is_most {
            call = self.most_alone(call);
        }
        let mut act = act.clone();
        act.notes.resize(act.notes.len().max(inner.handover + 1), Note::default());
        act.notes[inner.handover] = Note(vec![call]);
        act
    }

    pub(super) fn aim_for_most(&mut self, act: &mut Act) {
        let places = self.moves.places(act);
        if let Some(at) = self.rng.pick(&places) {
            act.aim = Some(Aim { at: *at, goal: Goal::Most });
        }
    }
}
