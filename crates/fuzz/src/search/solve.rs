//! Solves single comparisons: by copying operands into the input, by linear equations, by bisection, by repetition.
//!
//! Works on the last transaction of a kept sequence, from the state before it. The idea of copying compared values into
//! the input is REDQUEEN's (Aschermann et al., NDSS 2019); solving for one argument by differences follows Angora's
//! gradient descent (Chen and Chen, S&P 2018), made exact for linear conditions modulo 2^256.
//!
//! Invariant: a job ends after a bounded number of executions.

use super::fuzzer::Fuzzer;
use super::input::Input;
use super::math::solve_linear;
use super::observe::Observed;
use super::sites::Seen;
use crate::tx::Tx;
use alloy_primitives::U256;
use hotfire_evm::fast::Snapshot;
use std::collections::VecDeque;
use std::sync::Arc;

/// Most jobs that wait.
const JOBS_MAX: usize = 1_024;
/// Most comparisons worked on per job.
const COMPARISONS_MAX: usize = 48;
/// Most executions per job.
const JOB_EXECUTIONS_MAX: u64 = 6_000;

/// What there is to do besides walking.
#[derive(Debug)]
pub(super) enum Job {
    /// Turn the comparisons of the last transaction: from the `from`-th on, at most `left` of them.
    Solve { txs: Arc<[Tx]>, from: usize, left: usize },
    /// Climb the value of an optimisation target, from so many calls before the last on.
    Climb { property: usize, from: usize, resumes: u32 },
}

/// Jobs that wait, and their share of the executions.
#[derive(Debug)]
pub(super) struct Jobs {
    queue: VecDeque<Job>,
    /// The running job goes on in the next slice.
    resumed: bool,
    spent: u64,
    /// Percent of the executions that jobs may take: grows with success, falls without.
    share: u64,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { queue: VecDeque::new(), resumed: false, spent: 0, share: 50 }
    }
}

impl Jobs {
    pub(super) fn add_solve(&mut self, txs: Arc<[Tx]>) {
        if self.queue.len() < JOBS_MAX && !txs.is_empty() {
            self.queue.push_back(Job::Solve { txs, from: 0, left: COMPARISONS_MAX });
        }
    }

    pub(super) fn add_climb(&mut self, property: usize) {
        if !self.climbs(property) && self.queue.len() < JOBS_MAX {
            self.queue.push_back(Job::Climb { property, from: 0, resumes: 0 });
        }
    }

    /// Whether a climb of the target waits.
    fn climbs(&self, property: usize) -> bool {
        self.queue.iter().any(|job| matches!(job, Job::Climb { property: other, .. } if *other == property))
    }

    fn take(&mut self, executions: u64) -> Option<Job> {
        (self.spent * 100 <= executions * self.share + 100 * JOB_EXECUTIONS_MAX)
            .then(|| self.queue.pop_front())
            .flatten()
    }

    /// The slice of executions is used up: the rest of the job comes first in the next.
    pub(super) fn resume(&mut self, rest: Job) {
        self.resumed = true;
        self.queue.push_front(rest);
    }

    /// As [`Jobs::resume`], unless the target has got better and waits to be climbed from there.
    pub(super) fn resume_climb(&mut self, property: usize, from: usize, resumes: u32) {
        if !self.climbs(property) {
            self.resume(Job::Climb { property, from, resumes });
        }
    }

    fn account(&mut self, spent: u64, fruitful: bool) {
        self.spent += spent;
        let resumed = std::mem::take(&mut self.resumed);
        if fruitful {
            self.share = 50;
        } else if !resumed {
            self.share = (self.share - self.share / 8).max(2);
        }
    }
}

impl Fuzzer {
    /// Works on one waiting job; `false` if there is none or jobs have had their share.
    pub(super) fn work_on_a_job(&mut self) -> bool {
        let Some(job) = self.jobs.take(self.stats.executions) else { return false };
        let (before, edges) = (self.stats.executions, self.stats.last_new_edge);
        match job {
            Job::Solve { txs, from, left } => self.solve(&txs, from, left),
            Job::Climb { property, from, resumes } => self.climb(property, from, resumes),
        }
        let spent = self.stats.executions - before;
        self.jobs.account(spent, self.stats.last_new_edge > edges);
        true
    }

    /// Now and then has the end of a walk looked at: sooner when its function mostly fails.
    pub(super) fn maybe_add_job(&mut self) {
        let target = &self.targets[self.draft.function];
        let rare = target.successes * 10 < target.calls;
        if self.rng.one_in(if rare { 128 } else { 1_024 }) {
            if self.harness.semantics.stateless {
                // A test of its own on the fresh world: nothing comes before it.
                self.start_at_genesis();
            }
            let txs = self.path.to_txs(&self.harness, Some(&self.draft));
            self.jobs.add_solve(txs.into());
        }
    }

    /// Goes to the state before the last transaction, which becomes the draft.
    pub(super) fn before_last(&mut self, txs: &[Tx]) -> Option<Snapshot> {
        let (last, prefix) = txs.split_last()?;
        let harness = Arc::clone(&self.harness);
        self.start_at_genesis();
        for tx in prefix {
            if self.is_stopped() {
                return None;
            }
            if self.draft.load(&harness, tx) {
                self.fire_draft();
            }
        }
        self.draft.load(&harness, last).then(|| self.exec.snapshot())
    }

    fn solve(&mut self, txs: &Arc<[Tx]>, from: usize, mut left: usize) {
        let Some(state) = self.before_last(txs) else { return };
        let end = self.stats.executions + JOB_EXECUTIONS_MAX;
        let original = self.draft.clone();
        let base = self.observe_from(&state, true);
        let given = left;
        for (nth, seen) in base.seen.iter().enumerate().skip(from) {
            if left == 0 || self.stats.executions >= end {
                break;
            }
            // Each slice works on one at least, however long the way to it is.
            if self.is_spent() && left < given {
                self.jobs.resume(Job::Solve { txs: Arc::clone(txs), from: nth, left });
                break;
            }
            if !self.sites.wants(seen.key) {
                continue;
            }
            left -= 1;
            self.draft.clone_from(&original);
            self.turn(&state, seen, end);
        }
    }

    /// Whether a comparison was made by a property, not by the transaction itself.
    pub(super) fn in_property(&self, seen: &Seen) -> bool {
        seen.context() as usize >= self.harness.functions.len()
    }

    /// Tries to turn one comparison.
    fn turn(&mut self, state: &Snapshot, seen: &Seen, end: u64) {
        let original = self.draft.clone();
        if self.copy_sender(state, seen) || self.copy_blobs(state, seen) {
            return;
        }
        let codec = &self.targets[original.function].codec;
        if !codec.leaves(&original.data, &mut self.leaves) {
            return;
        }
        let payable = self.targets[original.function].payable;
        for input in Input::all(&self.leaves, payable, &self.harness.semantics.clone()) {
            if self.stats.executions >= end || self.sites.is_solved(seen.key) {
                return;
            }
            self.draft.clone_from(&original);
            let done = self.copy_operand(state, seen, input)
                || (input.is_number() && self.solve_input(state, seen, input));
            self.draft.clone_from(&original);
            if done {
                return;
            }
        }
        self.repeat_until(state, seen);
    }

    /// Observes the draft with one input changed; `None` if the harness does not allow the number, or the search is to stop.
    fn try_input(&mut self, state: &Snapshot, seen: &Seen, input: Input, word: U256) -> Option<Observed> {
        let semantics = self.harness.semantics.clone();
        let before = input.get(&self.draft);
        if self.is_stopped() || !input.set(&mut self.draft, word, &semantics) {
            return None;
        }
        let observed = self.observe_from(state, self.in_property(seen));
        input.set(&mut self.draft, before, &semantics);
        Some(observed)
    }

    /// The compared value stands in the input: put the other operand there.
    fn copy_operand(&mut self, state: &Snapshot, seen: &Seen, input: Input) -> bool {
        let word = input.get(&self.draft);
        let other = match word {
            word if word == seen.a => seen.b,
            word if word == seen.b => seen.a,
            _ => return false,
        };
        let step = input.step();
        [other, other.wrapping_add(step), other.wrapping_sub(step)].into_iter().any(|word| {
            self.try_input(state, seen, input, word);
            self.sites.is_solved(seen.key)
        })
    }

    /// The sender is compared with an account: send from there if the harness allows it.
    fn copy_sender(&mut self, state: &Snapshot, seen: &Seen) -> bool {
        let from = Input::Sender.get(&self.draft);
        let other = match from {
            from if from == seen.a => seen.b,
            from if from == seen.b => seen.a,
            _ => return false,
        };
        let allowed =
            self.harness.senders.iter().any(|sender| U256::from_be_slice(sender.as_slice()) == other);
        if !allowed {
            return false;
        }
        self.try_input(state, seen, Input::Sender, other);
        self.sites.is_solved(seen.key)
    }

    /// Solves for one number: by the slope if the difference is linear in it, else by bisection.
    fn solve_input(&mut self, state: &Snapshot, seen: &Seen, input: Input) -> bool {
        let x0 = input.get(&self.draft);
        let step = input.step();
        let y0 = seen.difference();
        let next = x0.wrapping_add(step);
        let Some(observed) = self.try_input(state, seen, input, next) else { return false };
        if self.sites.is_solved(seen.key) {
            return true;
        }
        let slope = observed.find(seen).map_or(U256::ZERO, |other| other.difference().wrapping_sub(y0));
        for goal in seen.goals() {
            if let Some(steps) = solve_linear(slope, goal.wrapping_sub(y0)) {
                self.try_input(state, seen, input, x0.wrapping_add(steps.wrapping_mul(step)));
                if self.sites.is_solved(seen.key) {
                    return true;
                }
            }
        }
        self.bisect(state, seen, input)
    }

    /// Looks for a number on the other side of the comparison, then closes in on equality.
    fn bisect(&mut self, state: &Snapshot, seen: &Seen, input: Input) -> bool {
        let x0 = input.get(&self.draft);
        let mut moved = false;
        let mut unreached = None;
        for bit in (0..input.bits()).rev().step_by(7) {
            let far = U256::ONE << bit;
            for x in [x0.saturating_add(far), x0.saturating_sub(far), far] {
                let Some(observed) = self.try_input(state, seen, input, x) else { continue };
                if self.sites.is_solved(seen.key) {
                    return true;
                }
                let Some(other) = observed.find(seen) else {
                    // Something before the comparison fails there: the nearest such number bounds the search.
                    unreached = Some(x);
                    continue;
                };
                moved |= other.difference() != seen.difference();
                if other.is_below() != seen.is_below() {
                    return self.close_in(state, seen, input, x0, x);
                }
            }
            if !moved && unreached.is_none() && bit < input.bits() / 2 {
                return false;
            }
        }
        moved && unreached.is_some_and(|x| self.close_in(state, seen, input, x0, x))
    }

    /// Between `a` (as seen) and `b` (on the other side, or where the comparison is not reached) lies the edge: halves the
    /// gap until the outcome turns.
    fn close_in(&mut self, state: &Snapshot, seen: &Seen, input: Input, mut a: U256, mut b: U256) -> bool {
        for _ in 0..256 {
            let middle = if a < b { a + ((b - a) >> 1) } else { b + ((a - b) >> 1) };
            if middle == a || middle == b {
                break;
            }
            let Some(observed) = self.try_input(state, seen, input, middle) else { return false };
            if self.sites.is_solved(seen.key) {
                return true;
            }
            match observed.find(seen) {
                Some(other) if other.is_below() == seen.is_below() => a = middle,
                Some(_) | None => b = middle,
            }
        }
        false
    }

    /// Each call moves the difference by the same step: make the call as often as it takes.
    fn repeat_until(&mut self, state: &Snapshot, seen: &Seen) -> bool {
        let room = self.harness.semantics.sequence_len_max.saturating_sub(self.path.len());
        if room < 2 || self.harness.semantics.stateless {
            return false;
        }
        let draft = self.draft.clone();
        let kept = self.path.mark();
        let mut done = false;
        let mut previous = seen.difference();
        let mut planned = 2;
        let mut made = 0;
        while made < planned.min(room) && !done && !self.is_stopped() {
            self.draft.clone_from(&draft);
            let observed = self.observe(self.in_property(seen));
            made += 1;
            let Some(next) = observed.find(seen).map(Seen::difference) else { break };
            if !observed.fired.is_some_and(|fired| fired.success) {
                done = self.sites.is_solved(seen.key);
                break;
            }
            done = self.sites.is_solved(seen.key);
            let slope = next.wrapping_sub(previous);
            previous = next;
            let times =
                seen.goals().iter().filter_map(|goal| solve_linear(slope, goal.wrapping_sub(next))).min();
            planned = match times.map(usize::try_from) {
                Some(Ok(times)) if times <= room => made + times + 1,
                _ => break,
            };
        }
        self.exec.restore(state);
        self.path.back_to(kept);
        self.draft = draft;
        done
    }
}
