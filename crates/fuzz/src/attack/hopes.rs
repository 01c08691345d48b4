//! Steps that fail where none had come to before, and what is done before them so that they come further.
//!
//! A step fails because of what it read: so steps are put in before it that write some of that, and it is tried again. How near it came
//! is seen in the comparison that it failed at: what comes nearer is kept and gone on from.
//!
//! Invariant: what is known of a failing step is bounded, and so are its tries.

use super::act::Act;
use super::aim::Goal;
use super::alter::OWN_MEANS;
use super::hunter::Hunter;
use super::keep::Path;
use super::miss::Miss;
use super::needs::Needs;
use super::ways::LENGTH_MAX;
use crate::tx::Tx;
use hashbrown::HashSet;
use hotfire_evm::fast::Snapshot;
use std::sync::Arc;

/// Share of the executions that goes there.
const SHARE_PERCENT: u64 = 15;
/// Failing steps that are kept.
const HOPES_MAX: usize = 48;
/// Tries in vain before a failing step is given up.
const TRIES_MAX: u32 = 2_000;
/// Steps put in at once.
const INSERTED_MAX: usize = 3;
/// What a try counts of a step that failed in a new way, and of one whose function was not seen to fail so.
pub(super) const NEW_COST: u32 = 1;
pub(super) const KNOWN_COST: u32 = 16;
/// How much more a try counts of a function that has worked.
const WORKED_COST: u32 = 4;
/// How seldom time passes before the step, everything is lent, and something is put in earlier.
const WAITS_ONE_IN: usize = 5;
const BORROWS_ONE_IN: usize = 3;
const EARLY_ONE_IN: usize = 4;
/// How seldom something else is answered than before, where the attacker is asked during the step.
const ANSWERS_ONE_IN: usize = 3;

/// A failing step, and the steps before it.
#[derive(Clone, Debug)]
struct Hope {
    id: u64,
    /// The steps before it, and the state that they lead to.
    path: Path,
    state: Snapshot,
    last: Act,
    /// Where it fails and what it reads; unknown at first.
    miss: Option<Miss>,
    needs: Arc<Needs>,
    /// What the attacker is asked during it.
    asked: Vec<[u8; 4]>,
    tries: u32,
    /// What a try counts.
    cost: u32,
}

/// The failing steps of one search.
#[derive(Debug, Default)]
pub(super) struct Hopes {
    all: Vec<Hope>,
    noted: u64,
    /// Where each function was seen to fail.
    misses: HashSet<(usize, (u32, u32))>,
    /// Executions that went into them.
    pub(super) spent: u64,
}

impl Hopes {
    /// Nothing is known any more.
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.misses.clear();
    }

    /// Whether a function was not seen to fail at this place before.
    pub(super) fn is_new(&mut self, function: usize, miss: &Miss) -> bool {
        self.misses.insert((function, miss.place))
    }

    pub(super) fn are_due(&self, executions: u64) -> bool {
        !self.all.is_empty() && self.spent < executions / 100 * SHARE_PERCENT
    }

    /// Notes a step that fails in a state; one that was tried most makes room.
    pub(super) fn note(&mut self, path: &Path, state: Snapshot, last: &Act, miss: Option<Miss>, cost: u32) {
        if path.acts.len() >= LENGTH_MAX || last.function.is_none() {
            return;
        }
        if self.all.len() >= HOPES_MAX {
            let most = (0..self.all.len()).max_by_key(|at| (self.all[*at].tries, std::cmp::Reverse(*at)));
            self.all.remove(most.unwrap_or_default());
        }
        self.noted += 1;
        let (path, last) = (path.clone(), last.clone());
        self.all.push(Hope {
            id: self.noted,
            path,
            state,
            last,
            miss,
            needs: Arc::default(),
            asked: Vec::new(),
            tries: 0,
            cost,
        });
    }

    /// The state's cells were numbered anew.
    pub(super) fn forget_needs(&mut self) {
        self.all.iter_mut().for_each(|hope| hope.needs = Arc::default());
    }

    fn get_mut(&mut self, id: u64) -> Option<&mut Hope> {
        self.all.iter_mut().find(|hope| hope.id == id)
    }
}

impl Hunter {
    /// Picks a failing step: those that were tried less, and of functions that never worked, more often.
    fn pick_hope(&mut self) -> Option<Hope> {
        let hopes = &self.hopes.all;
        let drawn = [0; 3].map(|_| self.rng.below(hopes.len()));
        let cost = |at: usize| {
            let hope = hopes.get(at)?;
            let worked = hope.last.function.is_some_and(|function| self.moves.worked(function));
            Some(hope.tries * hope.cost * if worked { WORKED_COST } else { 1 })
        };
        let at = drawn.into_iter().min_by_key(|at| (cost(*at), *at))?;
        let hope = self.hopes.all.get_mut(at)?;
        hope.tries += 1;
        let hope = hope.clone();
        if hope.tries > TRIES_MAX {
            self.hopes.all.remove(at);
        }
        Some(hope)
    }

    /// Takes the steps before a failing one with others put in, and tries it again.
    pub(super) fn hope(&mut self) {
        self.find_own_cells();
        let Some(mut hope) = self.pick_hope() else { return };
        if !hope.needs.are_known() {
            self.look_at_failure(&mut hope);
        }
        let mut last = hope.last.clone();
        let own_means = hope.path.base == OWN_MEANS && !hope.path.borrowed;
        if own_means && self.rng.one_in(WAITS_ONE_IN) {
            super::draw::delay(&mut last, &mut self.rng);
        }
        match self.rng.below(8) {
            0 | 1 => self.draw_with(|moves, draw| moves.change(&mut last, draw)),
            2 => last.aim(Goal::Most, &mut self.rng),
            _ => {}
        }
        let many = self.rng.below(INSERTED_MAX + 1);
        if self.rng.one_in(EARLY_ONE_IN) {
            if !self.walk_again(&hope) {
                return;
            }
        } else {
            self.exec.restore(&hope.state);
            self.path.clone_from(&hope.path);
        }
        if self.rng.one_in(ANSWERS_ONE_IN)
            && let Some(selector) = self.rng.pick(&hope.asked).copied()
        {
            self.draw_answer_to(selector);
        }
        if own_means && self.rng.one_in(BORROWS_ONE_IN) {
            let delay = (std::mem::take(&mut last.delay_secs), std::mem::take(&mut last.delay_blocks));
            self.borrow(delay);
        }
        let index = hope.path.acts.len();
        for _ in 0..many {
            self.put_in(&hope.needs, index);
        }
        if self.path.acts.len() >= LENGTH_MAX || self.path.ledger.is_overdue() {
            return;
        }
        let (before, path) = (self.exec.snapshot(), self.path.clone());
        let (taken, failed) = self.attempt(&last);
        if taken.success && taken.new {
            self.hopes.all.retain(|other| other.id != hope.id);
            if taken.handed {
                self.nest(&(before, path), &last);
            }
            return;
        }
        let Some(tx) = failed else { return };
        let miss = self.miss_of(&tx);
        if taken.new || miss.zip(hope.miss).is_some_and(|(miss, known)| miss.is_nearer_than(&known)) {
            let cost = if taken.new { NEW_COST } else { hope.cost };
            self.hopes.note(&path, before, &last, miss, cost);
        }
    }

    /// Takes the steps before a failing one with another put in among them.
    fn walk_again(&mut self, hope: &Hope) -> bool {
        self.begin(hope.path.base, hope.path.borrowed, &hope.path.answers);
        let place = self.rng.below(hope.path.acts.len() + 1);
        for (index, act) in hope.path.acts.iter().enumerate() {
            if index == place {
                self.put_in(&hope.needs, index);
            }
            if !self.take(act).success {
                return false;
            }
        }
        true
    }

    /// Finds out where the step fails and what it reads, and leaves out what does not matter before it.
    fn look_at_failure(&mut self, hope: &mut Hope) {
        self.exec.restore(&hope.state);
        self.path.clone_from(&hope.path);
        let tx = self.lower(&hope.last);
        hope.miss = self.miss_of(&tx);
        if let Some(miss) = hope.miss
            && let Some(path) = self.sliced_to_fail(&hope.path, &hope.last, miss)
        {
            (hope.state, hope.path) = (self.exec.snapshot(), path);
        }
        self.exec.restore(&hope.state);
        self.path.clone_from(&hope.path);
        let tx = self.lower(&hope.last);
        self.miss_of(&tx);
        hope.asked = self.last_asked();
        hope.needs = Arc::new(self.all_reads(&tx, hope.path.acts.len()));
        if let Some(known) = self.hopes.get_mut(hope.id) {
            known.clone_from(hope);
        }
    }

    pub(super) fn miss_of(&mut self, tx: &Tx) -> Option<Miss> {
        self.probe_logged(tx);
        self.stats.executions += 1;
        Miss::of(self.exec.cmps().cmps())
    }
}
