//! The ways to each payout that are kept: attacks under way whose last step paid.
//!
//! Invariant: a way is replaced only by one that leaves more, as much by fewer steps, or a little less of far more; the ways that pay
//! most are kept whatever they leave.

use super::act::Act;
use super::keep::Path;
use super::needs::Needs;
use crate::rng::Rng;
use crate::tx::{Answer, Tx};
use std::sync::Arc;

/// Share of the executions that goes to ways to payouts, and once there were so many tries for each payout in vain.
const SHARE_PERCENT: u64 = 45;
const IDLE_SHARE_PERCENT: u64 = 25;
const IDLE_MAX: u32 = 256;
/// Ways kept to each payout.
const WAYS_MAX: usize = 8;
/// Longest way that is kept.
pub(super) const LENGTH_MAX: usize = 24;
/// What two ways may differ in and be worth the same.
pub(super) const SAME: f64 = 1e-6;
/// How much more has to be left, as a part of what was or of this part, for a payout not to count as idle.
const NOTABLE: f64 = 0.02;
/// How much more a way has to pay to be better though a little less is left for each unit, and how much less, as a part: what
/// moves a price costs the same for a small payout as for a large one.
const LARGER: f64 = 2.0;
const LARGER_SLACK: f64 = 0.02;
/// Tries of a way before another may take its place.
const TRIES_MIN: u32 = 16;
/// Ways that are kept because they pay most, whatever is left.
const RICH_MAX: usize = 2;
/// How much more a way has to pay than all others to be kept for that.
pub(super) const RICHER: f64 = 1.01;

/// A way to a payout.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) base: usize,
    pub(super) borrowed: bool,
    pub(super) answers: Vec<Answer>,
    /// The last is the payout.
    pub(super) acts: Vec<Act>,
    pub(super) taken: Arc<Taken>,
    /// What is left once what is owed is brought back, for each unit paid: less than nothing if something owed could not be
    /// brought back. So a way is no better for being taken less far. Unknown at first.
    pub(super) worth: Option<f64>,
    /// What the payout paid, in shares of what there is to take.
    pub(super) paid: f64,
    /// What its steps read.
    pub(super) needs: Arc<Needs>,
    pub(super) tries: u32,
}

/// The transactions that the steps of a way were when it was found: as long as nothing is done otherwise, they need not be found anew.
#[derive(Debug, Default)]
pub(super) struct Taken {
    base: usize,
    steps: Vec<(Act, Tx)>,
}

impl Taken {
    /// The transaction that a step of a way was, if the way begins as it did and this step is the same.
    pub(super) fn get(&self, way: &Way, index: usize) -> Option<&Tx> {
        let (act, tx) = self.steps.get(index)?;
        (way.base == self.base && way.acts.get(index) == Some(act)).then_some(tx)
    }
}

impl Way {
    pub(super) fn of(path: &Path, len: usize, worth: Option<f64>, paid: f64) -> Self {
        let steps = path.acts.iter().cloned().zip(path.txs.iter().cloned()).take(len).collect();
        Self {
            base: path.base,
            borrowed: path.borrowed,
            answers: path.answers.clone(),
            acts: path.acts[..len].to_vec(),
            taken: Arc::new(Taken { base: path.base, steps }),
            worth,
            paid,
            needs: Arc::default(),
            tries: 0,
        }
    }

    /// Index of the step after which no time passes any more.
    pub(super) fn last_wait(&self) -> Option<usize> {
        self.acts.iter().rposition(|act| act.delay_secs > 0 || act.delay_blocks > 0)
    }

    /// Whether so much more is left or paid that it is worthwhile to go on here.
    pub(super) fn is_much_better_than(&self, other: &Self) -> bool {
        let (Some(own), Some(other_worth)) = (self.worth, other.worth) else { return true };
        own > other_worth + NOTABLE * other_worth.abs().max(NOTABLE) || self.paid > LARGER * other.paid
    }

    /// Whether this way is to be preferred to another.
    pub(super) fn beats(&self, other: &Self) -> bool {
        match (self.worth, other.worth) {
            (Some(own), Some(other_worth)) => {
                let slack = SAME + LARGER_SLACK * other_worth.abs();
                own > other_worth + SAME
                    || (own > other_worth - SAME && self.acts.len() < other.acts.len())
                    || (own > other_worth - slack && self.paid > LARGER * other.paid)
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
pub(super) fn are_alike(a: &[Act], b: &[Act]) -> bool {
    functions_of(a).eq(functions_of(b))
}

/// The way that is worth least; none that was not tried yet, and none of those that pay most.
fn worst(ways: &[Way]) -> Option<usize> {
    let richer = |way: &Way| ways.iter().filter(|other| other.paid > way.paid).count();
    let poor = ways.iter().enumerate().filter(|(_, way)| richer(way) >= RICH_MAX);
    let tried = poor.filter_map(|(at, way)| Some((at, way.worth?)));
    tried.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// The ways to the payouts of one function.
#[derive(Debug)]
pub(super) struct Payout {
    pub(super) function: usize,
    pub(super) ways: Vec<Way>,
    /// Tries since one of them became better.
    pub(super) idle: u32,
}

/// The ways to every payout.
#[derive(Debug, Default)]
pub(super) struct Prospects {
    /// In the order of discovery.
    pub(super) payouts: Vec<Payout>,
    /// Executions that went into them.
    pub(super) spent: u64,
}

impl Prospects {
    /// Whether it is their turn: they get a share of all executions, a smaller one while no way becomes better.
    pub(super) fn are_due(&self, executions: u64) -> bool {
        let percent = match self.payouts.iter().map(|payout| payout.idle).min() {
            Some(idle) if idle < IDLE_MAX => SHARE_PERCENT,
            Some(_) => IDLE_SHARE_PERCENT,
            None => return false,
        };
        self.spent < executions / 100 * percent
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
        let way = || Way::of(path, path.acts.len(), None, 0.0);
        if ways.len() < WAYS_MAX {
            ways.push(way());
        } else if let Some(worst) = worst(ways).filter(|worst| ways[*worst].tries >= TRIES_MIN) {
            ways[worst] = way();
        }
    }

    fn ways_to(&mut self, function: usize) -> &mut Vec<Way> {
        let place = self.payouts.iter().position(|payout| payout.function == function).unwrap_or_else(|| {
            self.payouts.push(Payout { function, ways: Vec::new(), idle: 0 });
            self.payouts.len() - 1
        });
        &mut self.payouts[place].ways
    }

    /// Adds a way that is better than the one it was made of.
    pub(super) fn add(&mut self, function: usize, way: Way) {
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

    /// The state's cells were numbered anew.
    pub(super) fn forget_needs(&mut self) {
        for way in self.payouts.iter_mut().flat_map(|payout| &mut payout.ways) {
            way.needs = Arc::default();
        }
    }

    /// Picks a payout and a way to it: payouts that became better lately and the better ways more often.
    pub(super) fn pick(&mut self, rng: &mut Rng) -> Option<(usize, usize)> {
        let drawn = [rng.below(self.payouts.len()), rng.below(self.payouts.len())];
        let payout =
            drawn.into_iter().min_by_key(|at| (self.payouts.get(*at).map(|payout| payout.idle), *at))?;
        let found = self.payouts.get_mut(payout)?;
        found.idle = found.idle.saturating_add(1);
        let ways = &mut found.ways;
        let drawn = [rng.below(ways.len()), rng.below(ways.len())];
        let value = |at: usize| ways[at].worth.unwrap_or(f64::INFINITY);
        let at = if value(drawn[1]) > value(drawn[0]) { drawn[1] } else { drawn[0] };
        ways[at].tries = ways[at].tries.saturating_add(1);
        Some((payout, at))
    }
}

#[cfg(test)]
mod tests {
    use super::super::arena::{call_to, plain};
    use super::*;
    use alloy_primitives::{Address, Bytes, U256};

    fn way(steps: usize, worth: f64, paid: f64) -> Way {
        let act = |index| Act::plain(Some(index), Address::ZERO, call_to(Address::ZERO, Bytes::new()));
        Way {
            base: 0,
            borrowed: false,
            answers: Vec::new(),
            acts: (0..steps).map(act).collect(),
            taken: Arc::default(),
            worth: Some(worth),
            paid,
            needs: Arc::default(),
            tries: 0,
        }
    }

    #[test]
    fn better_is_more_left_or_fewer_steps_or_far_more_paid() {
        let known = way(3, -0.5, 1.0);
        assert!(way(5, -0.4, 0.1).beats(&known));
        assert!(way(2, -0.5, 0.1).beats(&known));
        assert!(way(3, -0.505, 2.5).beats(&known));
        assert!(!way(3, -0.505, 1.5).beats(&known), "not far more");
        assert!(!way(2, -0.6, 9.0).beats(&known), "much less is left");
        assert!(!known.beats(&known), "not better than itself");
        assert!(known.beats(&Way { worth: None, ..way(3, 0.0, 0.0) }));
    }

    #[test]
    fn what_is_notable_is_a_part_of_what_was_left() {
        let known = way(3, -0.5, 1.0);
        assert!(way(3, -0.48, 1.0).is_much_better_than(&known));
        assert!(!way(3, -0.495, 1.0).is_much_better_than(&known));
        assert!(way(3, -0.5, 2.5).is_much_better_than(&known));
        assert!(!way(3, 0.0001, 1.0).is_much_better_than(&way(3, 0.0, 1.0)));
    }

    #[test]
    fn a_step_is_the_transaction_that_it_was_where_nothing_changed() {
        let mut found = way(2, 0.0, 0.0);
        let tx = plain(Address::ZERO, Address::ZERO, U256::ZERO, Bytes::new());
        let steps = found.acts.iter().map(|act| (act.clone(), tx.clone())).collect();
        found.taken = Arc::new(Taken { base: 0, steps });
        let taken = Arc::clone(&found.taken);
        assert_eq!(taken.get(&found, 1), Some(&tx));
        assert_eq!(taken.get(&found, 2), None);
        assert_eq!(taken.get(&Way { base: 1, ..found.clone() }, 1), None);
        found.acts[1].delay_secs = 1;
        assert_eq!(taken.get(&found, 1), None);
    }

    #[test]
    fn the_richest_are_never_the_worst() {
        let ways = [way(1, -3.0, 9.0), way(2, -2.0, 8.0), way(3, -1.0, 1.0), way(4, -1.5, 1.0)];
        assert_eq!(worst(&ways), Some(3));
        assert_eq!(worst(&ways[..2]), None);
    }

    #[test]
    fn repeats_make_no_other_way() {
        let (short, mut long) = (way(3, 0.0, 0.0), way(3, 0.0, 0.0));
        long.acts.insert(1, long.acts[1].clone());
        assert!(are_alike(&short.acts, &long.acts));
        long.acts.swap(0, 3);
        assert!(!are_alike(&short.acts, &long.acts));
    }

    #[test]
    fn their_share_shrinks_while_nothing_comes_of_them() {
        let payout = |idle| Payout { function: 0, ways: vec![way(1, 0.0, 0.0)], idle };
        let mut prospects = Prospects { payouts: vec![payout(IDLE_MAX), payout(3)], spent: 30_000 };
        assert!(prospects.are_due(100_000));
        prospects.payouts[1].idle = IDLE_MAX;
        assert!(!prospects.are_due(100_000));
        assert!(!Prospects::default().are_due(100_000));
    }
}
