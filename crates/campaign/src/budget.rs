//! How long a campaign runs, and which harness has its turn when.
//!
//! Invariant: the order and the sizes of the turns depend on the harnesses alone, never on the clock.

use hotfire_fuzz::Harness;
use serde::Serialize;
use std::{sync::Arc, time::Duration};

/// Executions of a harness's first turn; each later one is twice as long, so that every harness is tried soon.
const TURN_EXECUTIONS_MIN: u64 = 512;
/// Executions of a full turn.
pub(crate) const TURN_EXECUTIONS_MAX: u64 = 32_768;
/// Stateless tests share the campaign with stateful ones at this rate: they have no depth to explore.
const STATELESS_SHARE: u64 = 4;
/// Drawn calls for each stateless test without arguments. Each is called once anyway; more would only repeat that.
const PLAIN_TEST_EXECUTIONS: u64 = 2;

/// When a campaign ends. Without any limit it runs until it is stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// Time for the search; shrinking what is in hand at the end may take a little longer.
    pub time: Option<Duration>,
    /// Calls of all workers together; shared evenly among them, so that each worker's part is exact.
    pub executions: Option<u64>,
    /// The first confirmed finding ends the campaign.
    pub stop_on_first: bool,
}

impl Budget {
    /// Calls of one worker.
    pub(crate) fn executions_of_one(&self, workers: u32) -> Option<u64> {
        self.executions.map(|all| all.div_ceil(u64::from(workers)))
    }
}

/// One turn of a harness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// Index of the harness.
    pub(crate) lane: usize,
    /// How many turns this harness had before.
    pub(crate) round: u64,
    /// Calls of this turn.
    pub(crate) executions: u64,
}

/// The turns of all harnesses, round robin; the same for every worker.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    lanes: Vec<Plan>,
    at: usize,
}

#[derive(Clone, Debug)]
struct Plan {
    rounds: u64,
    share: u64,
    left: Option<u64>,
}

impl Turns {
    pub(crate) fn new(harnesses: &[Arc<Harness>]) -> Self {
        let mixed = harnesses.iter().any(|harness| !harness.semantics.stateless);
        Self { lanes: harnesses.iter().map(|harness| Plan::new(harness, mixed)).collect(), at: 0 }
    }
}

impl Turns {
    /// Gives a harness no more turns.
    pub(crate) fn retire(&mut self, lane: usize) {
        self.lanes[lane].left = Some(0);
    }
}

impl Plan {
    fn new(harness: &Harness, mixed: bool) -> Self {
        let stateless = harness.semantics.stateless;
        let plain = stateless && harness.functions.iter().all(|function| function.inputs.is_empty());
        let left = plain.then(|| harness.functions.len() as u64 * PLAIN_TEST_EXECUTIONS);
        let share = if stateless && mixed { STATELESS_SHARE } else { 1 };
        Self { rounds: 0, share, left }
    }

    fn next(&mut self) -> Option<(u64, u64)> {
        let round = self.rounds;
        let full = TURN_EXECUTIONS_MIN.saturating_mul(1 << round.min(32)).min(TURN_EXECUTIONS_MAX);
        let mut executions = (full / self.share).max(1);
        if let Some(left) = &mut self.left {
            executions = executions.min(*left);
            *left -= executions;
        }
        self.rounds += 1;
        (executions > 0).then_some((round, executions))
    }
}

impl Iterator for Turns {
    type Item = Turn;

    fn next(&mut self) -> Option<Turn> {
        for _ in 0..self.lanes.len() {
            let lane = self.at;
            self.at = (self.at + 1) % self.lanes.len();
            if let Some((round, executions)) = self.lanes[lane].next() {
                return Some(Turn { lane, round, executions });
            }
        }
        None
    }
}
