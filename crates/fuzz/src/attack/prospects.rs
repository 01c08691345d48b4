//! Attacks that end with a payout, and what becomes of them when something is done before it.
//!
//! Most uses of a contract end with a payout that is fair: as much as was put in, or less. An attack is such a use with something
//! done in between that makes the payout larger. So the ways to each payout are kept, steps are put in before it, the payout is
//! taken as far as it goes and what is owed is brought back: what is left then says whether the change was a good one.
//!
//! Invariant: a way is replaced only by one that leaves more, or as much by fewer steps.

use super::act::{Act, Aim, Goal};
use super::hunter::Hunter;
use super::keep::Path;
use super::ledger::Held;
use super::step::{PAYOUT_MIN, share};
use crate::rng::Rng;
use crate::tx::Answer;

/// Ways kept to each payout.
const WAYS_MAX: usize = 8;
/// Longest way that is kept.
const LENGTH_MAX: usize = 20;
/// What two ways may differ in and be worth the same.
const SAME: f64 = 1e-6;
/// How seldom all steps before a payout are kept.
const UNCLEARED_ONE_IN: usize = 4;
/// How seldom a way is begun with other means.
const OTHER_MEANS_ONE_IN: usize = 6;
/// Steps put in at once.
const INSERTED_MAX: usize = 3;
/// Tries of a way before another may take its place.
const TRIES_MIN: u32 = 16;
/// Draws of a step that works, for each that is put in.
const DRAWS_MAX: usize = 3;

/// A way to a payout.
#[derive(Clone, Debug)]
struct Way {
    base: usize,
    borrowed: bool,
    answers: Vec<Answer>,
    /// The last is the payout.
    acts: Vec<Act>,
    /// What is left once what is owed is brought back, for each unit paid: less than nothing if something owed could not be
    /// brought back. So a way is no better for being taken less far. Unknown at first.
    worth: Option<f64>,
    tries: u32,
}

impl Way {
    fn of(path: &Path, len: usize, worth: Option<f64>) -> Self {
        Self {
            base: path.base,
            borrowed: path.borrowed,
            answers: path.answers.clone(),
            acts: path.acts[..len].to_vec(),
            worth,
            tries: 0,
        }
    }

    /// Whether this way is to be preferred to another.
    fn beats(&self, other: &Self) -> bool {
        match (self.worth, other.worth) {
            (Some(own), Some(other_worth)) => {
                own > other_worth + SAME || (own > other_worth - SAME && self.acts.len() < other.acts.len())
            }
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

/// Which functions are called, in order; repeats count once.
fn functions_of(acts: &[Act]) -> impl Iterator<Item = Option<usize>> + '_ {
    let before = std::iter::once(None).chain(acts.iter().map(|act| Some(act.function)));
    let changes = acts.iter().zip(before).filter(|(act, before)| *before != Some(act.function));
    changes.map(|(act, _)| act.function)
}

/// Whether the same functions are called in the same order.
fn are_alike(a: &[Act], b: &[Act]) -> bool {
    functions_of(a).eq(functions_of(b))
}

/// The way that is worth least; none that was not tried yet.
fn worst(ways: &[Way]) -> Option<usize> {
    let tried = ways.iter().enumerate().filter_map(|(at, way)| Some((at, way.worth?)));
    tried.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// The ways to every payout.
#[derive(Debug, Default)]
pub(super) struct Prospects {
    /// By the function that pays, in the order of discovery.
    payouts: Vec<(usize, Vec<Way>)>,
    /// Executions that went into them.
    pub(super) spent: u64,
}

impl Prospects {
    pub(super) fn is_empty(&self) -> bool {
        self.payouts.is_empty()
    }

    /// Notes an attack under way whose last step has just paid.
    pub(super) fn note(&mut self, path: &Path) {
        let Some(function) = path.acts.last().and_then(|act| act.function) else { return };
        if path.acts.len() > LENGTH_MAX {
            return;
        }
        let ways = self.ways_to(function);
        if ways.iter().any(|way| are_alike(&way.acts, &path.acts)) {
            return;
        }
        let way = || Way::of(path, path.acts.len(), None);
        if ways.len() < WAYS_MAX {
            ways.push(way());
        } else if let Some(worst) = worst(ways).filter(|worst| ways[*worst].tries >= TRIES_MIN) {
            ways[worst] = way();
        }
    }

    fn ways_to(&mut self, function: usize) -> &mut Vec<Way> {
        let place = self.payouts.iter().position(|(other, _)| *other == function).unwrap_or_else(|| {
            self.payouts.push((function, Vec::new()));
            self.payouts.len() - 1
        });
        &mut self.payouts[place].1
    }

    /// Adds a way that is better than the one it was made of.
    fn add(&mut self, function: usize, way: Way) {
        let ways = self.ways_to(function);
        if let Some(same) = ways.iter_mut().find(|other| are_alike(&other.acts, &way.acts)) {
            if way.beats(same) {
                *same = way;
            }
        } else if ways.len() < WAYS_MAX {
            ways.push(way);
        } else if let Some(worst) = worst(ways) {
            ways[worst] = way;
        }
    }

    /// Picks a payout and a way to it: the better ones more often.
    fn pick(&mut self, rng: &mut Rng) -> Option<(usize, usize)> {
        let payout = rng.below(self.payouts.len());
        let ways = &mut self.payouts.get_mut(payout)?.1;
        let drawn = [rng.below(ways.len()), rng.below(ways.len())];
        let value = |at: usize| ways[at].worth.unwrap_or(f64::INFINITY);
        let at = if value(drawn[1]) > value(drawn[0]) { drawn[1] } else { drawn[0] };
        ways[at].tries = ways[at].tries.saturating_add(1);
        Some((payout, at))
    }
}

impl Hunter {
    /// Takes a way to a payout with something done before it, and keeps it if it leaves more than the way did.
    pub(super) fn prospect(&mut self) {
        let Some((payout, at)) = self.prospects.pick(&mut self.rng) else { return };
        let (function, ways) = &self.prospects.payouts[payout];
        let (function, mut way) = (*function, ways[at].clone());
        let known = way.acts.clone();
        let is_new = way.worth.is_none();
        let mut inserted = Vec::new();
        if is_new {
            self.clear(&mut way);
        } else {
            self.alter(&mut way.acts, &mut inserted);
            if self.rng.one_in(OTHER_MEANS_ONE_IN) {
                way.base = self.rng.below(self.bases.len());
            }
        }
        let Some(paid) = self.walk(&way, &inserted) else {
            if is_new {
                self.prospects.payouts[payout].1[at].worth = Some(f64::NEG_INFINITY);
            }
            return;
        };
        let len = self.path.acts.len();
        self.wind_up();
        let found = Way::of(&self.path, len, Some(self.left_over() / paid));
        let ways = &mut self.prospects.payouts[payout].1;
        let Some(place) = ways.get_mut(at).filter(|place| place.acts == known) else { return };
        if is_new {
            // The same steps may be known already.
            ways.swap_remove(at);
            self.prospects.add(function, found);
        } else if found.beats(place) {
            if found.acts.len() <= place.acts.len() || are_alike(&found.acts, &place.acts) {
                *place = found;
            } else {
                self.prospects.add(function, found);
            }
        }
    }

    /// Takes the steps of a way, others put in before some of them; gives what the last one paid, in shares of what there is to
    /// take, if it paid.
    fn walk(&mut self, way: &Way, inserted: &[usize]) -> Option<f64> {
        self.restore(way.base);
        self.path.borrowed = way.borrowed;
        self.path.answers.clone_from(&way.answers);
        let payout = way.acts.len().checked_sub(1)?;
        for (index, act) in way.acts.iter().enumerate() {
            for _ in inserted.iter().filter(|place| **place == index) {
                self.put_in();
            }
            if self.path.acts.len() >= LENGTH_MAX {
                return None;
            }
            let before = self.path.held.clone();
            let taken = self.take(act);
            if index == payout {
                let paid = taken.success.then(|| self.risen(&before))?;
                return (paid > PAYOUT_MIN).then_some(paid);
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

    /// Lets a payout go as far as it can and, mostly, leaves out the steps before it that do not make it larger. The others may
    /// matter once something else is done.
    fn clear(&mut self, way: &mut Way) {
        let payout = way.acts.len() - 1;
        if way.acts[payout].aim.is_none() {
            self.aim_for_most(&mut way.acts[payout]);
        }
        if self.rng.one_in(UNCLEARED_ONE_IN) {
            return;
        }
        let Some(paid) = self.walk(way, &[]) else { return };
        for at in (0..payout).rev() {
            let mut shorter = way.clone();
            shorter.acts.remove(at);
            if self.walk(&shorter, &[]).is_some_and(|less| less >= paid * 0.99) {
                *way = shorter;
            }
        }
    }

    /// Takes a step that works here, if one is drawn.
    fn put_in(&mut self) {
        for _ in 0..DRAWS_MAX {
            if self.path.acts.len() >= LENGTH_MAX {
                return;
            }
            let mut act = self.draw();
            if act.aim.is_none() && self.rng.one_in(10) {
                act.aim(Goal::Most, &mut self.rng);
            }
            if self.take(&act).success {
                return;
            }
        }
    }

    /// Decides what is done otherwise: before which steps others are put in, or which of them are changed.
    fn alter(&mut self, acts: &mut Vec<Act>, inserted: &mut Vec<usize>) {
        if self.rng.percent(60) {
            let many = 1 + self.rng.log_count(INSERTED_MAX) % INSERTED_MAX;
            inserted.extend((0..many).map(|_| self.rng.below(acts.len())));
        } else {
            let payout = acts.len() - 1;
            let mut before = acts[..payout].to_vec();
            if before.is_empty() || self.rng.one_in(4) {
                self.aim_for_most(&mut acts[payout]);
                return;
            }
            self.change(&mut before);
            before.push(acts[payout].clone());
            *acts = before;
        }
        if self.rng.one_in(3) {
            let payout = acts.len() - 1;
            self.aim_for_most(&mut acts[payout]);
        }
    }

    fn aim_for_most(&mut self, act: &mut Act) {
        let places = self.moves.places(act);
        if let Some(at) = self.rng.pick(&places) {
            act.aim = Some(Aim { at: *at, goal: Goal::Most });
        }
    }
}
