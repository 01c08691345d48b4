//! Ends a search that has settled in and begins another, with what was learned of the code but nothing of the attacks.
//!
//! What is kept first decides what is found later, so that one search finds in a second what another never does. The lengths follow
//! Luby, Sinclair and Zuckerman, "Optimal speedup of Las Vegas algorithms" (1993): without knowing how the times are distributed,
//! none does better by more than a logarithm.
//!
//! Invariant: what was reported is not reported again, and what was reached stays reached.

use super::hunter::Hunter;
use super::keep::Path;
use super::ways::Prospects;
use hotfire_evm::executor::Executor;

/// Executions of the shortest search, for each function that can be called, and at least.
const UNIT_PER_FUNCTION: u64 = 20_000;
const UNIT_MIN: u64 = 400_000;

impl Hunter {
    pub(super) fn start_over_if_due(&mut self) {
        if self.stats.executions < self.search_ends {
            return;
        }
        self.searches += 1;
        let unit = (UNIT_PER_FUNCTION * self.moves.inner_calls() as u64).max(UNIT_MIN);
        self.search_ends = self.stats.executions.saturating_add(unit.saturating_mul(luby(self.searches)));
        if self.searches > 1 {
            self.start_over();
        }
    }

    fn start_over(&mut self) {
        self.exec.reset();
        self.exec.coverage_mut().start_over();
        self.moves.forget();
        self.keep.clear();
        self.prospects = Prospects { spent: self.prospects.spent, ..Prospects::default() };
        self.hopes.clear();
        self.writers.clear();
        self.readers.clear();
        self.ended.clear();
        self.bases.clear();
        self.path = Path::empty(&self.arena);
        self.seen_views.clear();
        self.seen_patterns.clear();
        self.looks_in_vain.fill(0);
        self.best_score = 0.0;
        self.started = false;
        self.start();
    }
}

/// The n-th length, from 1: 1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8, …
fn luby(n: u64) -> u64 {
    let ceiling = (n + 1).next_power_of_two();
    if ceiling == n + 1 { ceiling / 2 } else { luby(n + 1 - ceiling / 2) }
}

#[cfg(test)]
mod tests {
    use super::luby;

    #[test]
    fn lengths_are_those_of_the_paper() {
        let lengths: Vec<u64> = (1..=15).map(luby).collect();
        assert_eq!(lengths, [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]);
    }
}
