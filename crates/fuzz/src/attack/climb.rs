//! Varies attacks, reports what they broke, and makes the most of those that pay.
//!
//! Invariant: what is reported was judged in the state that its own steps lead to.

use super::act::Act;
use super::aim::Goal;
use super::fill::fraction;
use super::hunter::{ACTS_MAX, Hunter};
use super::keep::Path;
use super::ledger::Held;
use super::step::REPEATS_MAX;
use super::ways::Way;
use crate::detectors::{self, Scene};
use crate::finding::{Hit, Violation};
use crate::rules::Rule;
use crate::tx::{Sequence, Tx};
use crate::values::Leaf;
use alloy_primitives::U256;

/// Longest round of steps that is repeated.
const ROUND_MAX: usize = 3;
/// How seldom an amount is taken as far as the rest of an attack allows, rather than something changed.
const STRETCH_ONE_IN: usize = 4;
/// By how many bits a number is taken larger or smaller at the most.
const SCALED_BITS_MAX: usize = 24;
/// Changes in a row that gain nothing before climbing ends.
const CLIMBS_IDLE_MAX: usize = 96;
/// Executions of climbing one attack: who waits for a finding wants to see it.
const CLIMB_EXECUTIONS_MAX: u64 = 20_000;

/// Reasons of one rule after which it is not looked for any more, where looking takes long.
const REASONS_MAX: usize = 8;
/// Executions for which a finding is held back in case that a gain is found.
const LATE: u64 = 300_000;

/// The best form of an attack so far.
pub(super) struct Best {
    pub(super) score: f64,
    pub(super) path: Path,
    violation: Violation,
}

impl Hunter {
    /// Changes an amount, drops or doubles a step of an attack under way, and takes all its steps again.
    pub(super) fn vary(&mut self, index: usize) {
        let dropped = self.keep.dropped();
        let entry = self.keep.get(index);
        let base = entry.path.base;
        let answers = entry.path.answers.clone();
        let mut acts = entry.path.acts.clone();
        if self.rng.one_in(STRETCH_ONE_IN) {
            let mut way = Way::of(&entry.path, acts.len(), None, 0.0);
            if !self.stretch(&mut way) {
                return;
            }
            acts = way.acts;
        } else {
            self.change(&mut acts);
        }
        self.restore(base);
        self.path.answers = answers;
        for act in &acts {
            if self.path.acts.len() >= ACTS_MAX {
                return;
            }
            self.take(act);
        }
        if self.rng.one_in(2) && self.keep.dropped() == dropped {
            self.settle(index);
        }
    }

    pub(super) fn change(&mut self, acts: &mut Vec<Act>) {
        let at = self.rng.below(acts.len());
        match self.rng.below(10) {
            0 if acts.len() > 1 => {
                acts.remove(at);
            }
            1 => {
                // The same again, or a round of steps.
                let round = acts[at..acts.len().min(at + 1 + self.rng.below(ROUND_MAX))].to_vec();
                let times = self.rng.log_count(REPEATS_MAX);
                acts.splice(at..at, (0..times).flat_map(|_| round.iter().cloned()));
                acts.truncate(ACTS_MAX);
            }
            2 => {
                let act = self.draw();
                acts.insert(at, act);
            }
            3 if acts.len() > 1 => {
                let other = self.rng.below(acts.len());
                acts.swap(at, other);
            }
            4 | 5 => self.draw_with(|moves, draw| moves.change(&mut acts[at], draw)),
            _ => {
                if self.rng.one_in(4) {
                    self.scale_number(&mut acts[at]);
                    return;
                }
                let amounts = &mut acts[at].call.amounts;
                if amounts.is_empty() {
                    return;
                }
                let which = self.rng.below(amounts.len());
                if self.rng.one_in(8) {
                    let goal = Goal::draw(&mut self.rng);
                    acts[at].aim(goal, &mut self.rng);
                    return;
                }
                let amount = &mut amounts[which];
                if self.rng.one_in(2) {
                    (amount.numerator, amount.denominator) = fraction(&mut self.rng);
                } else {
                    // A little more or less.
                    let percent = 80 + self.rng.below(41) as u64;
                    let scale = (u64::MAX / 200) / amount.numerator.max(amount.denominator).max(1);
                    if scale >= 100 {
                        amount.numerator = (amount.numerator * percent).max(1);
                        amount.denominator *= 100;
                    }
                }
            }
        }
    }

    /// Takes one of the numbers that a step says larger or smaller.
    fn scale_number(&mut self, act: &mut Act) {
        let Some(function) = act.function else { return };
        let is_fixed =
            |leaf: &&Leaf| act.call.amounts.iter().all(|amount| amount.at != Some(leaf.offset as u32));
        let words = self.moves.words(function, &act.call.data);
        let numbers: Vec<&Leaf> = words.iter().filter(|leaf| leaf.is_amount()).filter(is_fixed).collect();
        let Some(leaf) = self.rng.pick(&numbers).copied() else { return };
        let (mut data, bits) = (act.call.data.to_vec(), 1 + self.rng.below(SCALED_BITS_MAX));
        let word = leaf.word(&data);
        let scaled = if self.rng.percent(70) { word.saturating_mul(U256::ONE << bits) } else { word >> bits };
        leaf.set_word(&mut data, scaled);
        act.call.data = data.into();
    }

    /// Reports what else broke in a state that is new.
    pub(super) fn judge_state(&mut self) {
        let state = self.exec.snapshot();
        for rule in Rule::OF_STATES {
            if rule.changes_state() {
                // Those judge long: what broke often enough is known.
                if self.known.iter().filter(|reason| reason.rule == rule).count() >= REASONS_MAX {
                    continue;
                }
                self.exec.restore(&state);
            }
            let found = self.judged(rule);
            if let Some(violation) = found
                && self.known.insert(violation.reason.clone())
            {
                let path = self.path.clone();
                self.report(&path, violation);
            }
        }
        self.exec.restore(&state);
    }

    /// What the attack under way breaks by a rule.
    fn judged(&mut self, rule: Rule) -> Option<Violation> {
        let (harness, arena) = (&*self.harness, &*self.arena);
        let txs = [self.bases[self.path.base].as_slice(), self.path.txs.as_slice()];
        let scene = Scene { harness, arena, ledger: &self.path.ledger, genesis: &self.genesis, txs };
        detectors::judge_attack(rule, &scene, &mut self.exec)
    }

    /// Reports a gain, once climbing has made the most of it.
    pub(super) fn judge(&mut self, score: f64) {
        let Some(violation) = self.judged(Rule::Gain) else { return };
        if !self.known.insert(violation.reason.clone()) {
            return;
        }
        let state = self.exec.snapshot();
        let (path, violation) = self.climb(score, violation);
        self.report(&path, violation);
        self.exec.restore(&state);
    }

    /// Hands out what was held back long enough.
    pub(super) fn ripen(&mut self) {
        let now = self.stats.executions;
        let is_ripe = |hit: &mut Hit| hit.executions.saturating_add(LATE) <= now;
        self.hits.extend(self.late.extract_if(.., is_ripe));
    }

    /// What was held back until now, since the search ends.
    pub fn rest(&mut self) -> Vec<Hit> {
        std::mem::take(&mut self.late)
    }

    pub(super) fn report(&mut self, path: &Path, mut violation: Violation) {
        let txs: Vec<Tx> = self.bases[path.base].iter().chain(&path.txs).cloned().collect();
        violation.at = txs.len().saturating_sub(1);
        let hit = Hit { violation, sequence: Sequence(txs), executions: self.stats.executions };
        match hit.violation.reason.rule {
            Rule::Gain => {
                self.hits.push(hit);
                self.hits.append(&mut self.late);
            }
            rule if rule.waits_for_gain() => self.late.push(hit),
            _ => self.hits.push(hit),
        }
    }

    /// Drops the steps that an attack does not need, then changes it as long as it gains more for the same reason.
    pub(super) fn climb(&mut self, score: f64, violation: Violation) -> (Path, Violation) {
        let current = self.path.clone();
        let mut best = Best { score, path: current.clone(), violation };
        let end = self.stats.executions.saturating_add(CLIMB_EXECUTIONS_MAX);
        let mut at = best.path.acts.len();
        while at > 0 && self.stats.executions < end {
            at -= 1;
            if best.path.acts.len() > 1 && at < best.path.acts.len() {
                let mut acts = best.path.acts.clone();
                acts.remove(at);
                let enough = best.score * 0.99;
                self.try_acts(&mut best, &acts, enough);
            }
        }
        let mut idle = 0;
        while idle < CLIMBS_IDLE_MAX && self.stats.executions < end {
            let mut acts = best.path.acts.clone();
            self.change(&mut acts);
            let enough = best.score * 1.001;
            idle = if self.try_acts(&mut best, &acts, enough) { 0 } else { idle + 1 };
        }
        self.path = current;
        (best.path, best.violation)
    }

    /// Takes other steps instead if they break the same and are worth enough.
    pub(super) fn try_acts(&mut self, best: &mut Best, acts: &[Act], enough: f64) -> bool {
        let Some((path, score)) = self.replay(&best.path, acts) else { return false };
        if score < enough {
            return false;
        }
        let Some(found) = self.judged(Rule::Gain).filter(|found| found.reason == best.violation.reason)
        else {
            return false;
        };
        *best = Best { score, path, violation: found };
        true
    }

    /// Takes steps from the starting point of a path without looking at what is new.
    pub(super) fn replay(&mut self, like: &Path, acts: &[Act]) -> Option<(Path, f64)> {
        self.restore(like.base);
        self.path.answers.clone_from(&like.answers);
        for act in acts {
            let tx = self.lower(act);
            if !self.arena.may_follow(act, &tx, &self.path.txs) {
                continue;
            }
            self.stats.executions += 1;
            if self.fire_tx(&tx).status.is_success() {
                let held = Held::read(&self.arena, &mut self.exec);
                self.path.ledger.note(&self.arena, &held, &tx);
                self.path.acts.push(act.clone());
                self.path.txs.push(tx);
                self.path.wrote.clear();
                self.path.wrote.extend_from_slice(self.exec.written());
            }
        }
        let held = Held::read(&self.arena, &mut self.exec);
        self.path.held.clone_from(&held);
        (!self.path.acts.is_empty()).then(|| (self.path.clone(), self.score(&held)))
    }
}
