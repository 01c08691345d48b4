//! What a campaign needs of the search, so that its tests can run one that fails on command.
//!
//! Invariant: a [`Search`] lives and dies in the thread of its worker.

use crate::outcome::Covered;
use alloy_primitives::keccak256;
use hotfire_fuzz::attack::Hunter;
use hotfire_fuzz::{Finding, FuzzOptions, FuzzStats, Fuzzer, Harness, Hit, Sequence, Unconfirmed};
use std::sync::{Arc, atomic::AtomicBool};

/// The search of one worker at one harness.
pub(crate) trait Search {
    fn run(&mut self, executions: u64, stop: &Arc<AtomicBool>) -> Vec<Hit>;
    fn export(&mut self) -> Vec<Sequence>;
    fn import(&mut self, entries: &[Sequence]);
    fn stats(&self) -> FuzzStats;
    fn covered(&self) -> Covered;
    fn optima(&self) -> Vec<Hit>;
    /// Hits that were held back until the end.
    fn rest(&mut self) -> Vec<Hit>;
}

/// Makes searches and judges what they hit.
pub(crate) trait Stand: Sync {
    type Search: Search;
    fn search(&self, harness: &Arc<Harness>, options: FuzzOptions) -> Self::Search;
    fn shrink(&self, harness: &Harness, hit: &Hit, stop: &AtomicBool) -> Hit;
    fn confirm(&self, harness: &Harness, hit: &Hit) -> Result<Finding, Unconfirmed>;
}

/// The real one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FuzzStand;

/// A search and the world that its coverage is about.
#[derive(Debug)]
pub(crate) struct FuzzSearch {
    harness: Arc<Harness>,
    kind: Kind,
}

/// What is searched for.
#[derive(Debug)]
enum Kind {
    /// Sequences that break a user's harness.
    Fuzz(Box<Fuzzer>),
    /// Attacks that pay.
    Hunt(Box<Hunter>),
}

impl Stand for FuzzStand {
    type Search = FuzzSearch;

    fn search(&self, harness: &Arc<Harness>, options: FuzzOptions) -> FuzzSearch {
        let shared = Arc::clone(harness);
        let kind = match harness.arena {
            None => Kind::Fuzz(Box::new(Fuzzer::new(shared, options))),
            Some(_) => Kind::Hunt(Box::new(Hunter::new(shared, options))),
        };
        FuzzSearch { harness: Arc::clone(harness), kind }
    }

    fn shrink(&self, harness: &Harness, hit: &Hit, stop: &AtomicBool) -> Hit {
        // The number of threads decides how fast it is, never what comes out.
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let limits = hotfire_fuzz::ShrinkLimits { threads, ..hotfire_fuzz::ShrinkLimits::default() };
        hotfire_fuzz::shrink(harness, hit, limits, stop)
    }

    fn confirm(&self, harness: &Harness, hit: &Hit) -> Result<Finding, Unconfirmed> {
        hotfire_fuzz::confirm(harness, hit)
    }
}

impl Search for FuzzSearch {
    fn run(&mut self, executions: u64, stop: &Arc<AtomicBool>) -> Vec<Hit> {
        match &mut self.kind {
            Kind::Fuzz(fuzzer) => fuzzer.run(executions, stop),
            Kind::Hunt(hunter) => hunter.run(executions, stop),
        }
    }

    fn export(&mut self) -> Vec<Sequence> {
        match &mut self.kind {
            Kind::Fuzz(fuzzer) => fuzzer.export(),
            Kind::Hunt(hunter) => hunter.export(),
        }
    }

    fn import(&mut self, entries: &[Sequence]) {
        match &mut self.kind {
            Kind::Fuzz(fuzzer) => fuzzer.import(entries),
            Kind::Hunt(hunter) => hunter.import(entries),
        }
    }

    fn stats(&self) -> FuzzStats {
        match &self.kind {
            Kind::Fuzz(fuzzer) => fuzzer.stats(),
            Kind::Hunt(hunter) => hunter.stats(),
        }
    }

    fn covered(&self) -> Covered {
        let coverage = match &self.kind {
            Kind::Fuzz(fuzzer) => fuzzer.coverage(),
            Kind::Hunt(hunter) => hunter.coverage(),
        };
        let mut covered = Covered::new();
        for account in self.harness.world.addresses() {
            let code = self.harness.world.code(account);
            if let Some(pcs) = coverage.covered_pcs(&code) {
                covered.entry(keccak256(&code)).or_default().extend(pcs);
            }
        }
        covered
    }

    fn rest(&mut self) -> Vec<Hit> {
        match &mut self.kind {
            Kind::Fuzz(_) => Vec::new(),
            Kind::Hunt(hunter) => hunter.rest(),
        }
    }

    fn optima(&self) -> Vec<Hit> {
        match &self.kind {
            Kind::Fuzz(fuzzer) => fuzzer.optima().cloned().collect(),
            Kind::Hunt(_) => Vec::new(),
        }
    }
}
