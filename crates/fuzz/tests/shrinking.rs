//! Shrinking gives the same whatever the number of threads, and what it gives still fails.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use alloy_primitives::U256;
use hotfire_fuzz::dialect::{Filter, MountOptions, Patterns, discover, mount};
use hotfire_fuzz::{FuzzOptions, Fuzzer, Harness, Hit, ShrinkLimits, confirm, shrink};
use hotfire_project::{Options, Project};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Calls until the search must have hit something.
const EXECUTIONS: u64 = 200_000;

fn harness(project: &Project, contract: &str) -> Arc<Harness> {
    let patterns = Patterns { match_contract: Some(format!("^{contract}$")), ..Patterns::default() };
    let candidate = discover(project, &Filter::new(&patterns).unwrap(), None).unwrap().remove(0);
    Arc::new(mount(&candidate, project, &MountOptions::default()).unwrap().remove(0))
}

fn first_hit(harness: &Arc<Harness>, seed: u64) -> Hit {
    let mut fuzzer = Fuzzer::new(Arc::clone(harness), FuzzOptions { seed, ..FuzzOptions::default() });
    let never = Arc::default();
    let mut hits = (0..EXECUTIONS / 500).flat_map(|_| fuzzer.run(500, &never));
    hits.next().expect("the case is found within its budget")
}

#[test]
fn any_number_of_threads_shrinks_to_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/harness");
    let project = Project::load(&Options { no_build: true, ..Options::new(root) }, &mut |_| {}).unwrap();
    let never = AtomicBool::new(false);
    for contract in ["RoundingLossTest", "FiveStepsTest", "NestedStructTest", "FlagSetTest"] {
        let harness = harness(&project, contract);
        let hit = first_hit(&harness, 7);
        let with = |threads: usize, replays_max: usize| {
            let limits = ShrinkLimits { threads, replays_max, ..ShrinkLimits::default() };
            shrink(&harness, &hit, limits, &never)
        };
        let alone = with(1, 20_000);
        assert!(alone.sequence.len() <= hit.sequence.len());
        confirm(&harness, &alone).unwrap_or_else(|error| panic!("{contract}: {error}"));
        // A budget that ends in the middle must end at the same candidate too.
        for replays_max in [20_000, 40, 3] {
            let alone = with(1, replays_max);
            for threads in [2, 3, 7] {
                let together = with(threads, replays_max);
                assert_eq!(together.sequence, alone.sequence, "{contract}, {threads} threads, {replays_max}");
                assert_eq!(together.violation, alone.violation, "{contract}, {threads} threads");
            }
        }
    }
}

/// Actors are told by remainders and must be the same in two calls: numbers of hundreds of bits must not be left.
#[test]
fn remainders_and_numbers_that_go_together_get_small() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/harness");
    let project = Project::load(&Options { no_build: true, ..Options::new(root) }, &mut |_| {}).unwrap();
    let harness = harness(&project, "MixedActorsTest");
    for seed in 1..6 {
        let hit = first_hit(&harness, seed);
        let shrunk = shrink(&harness, &hit, ShrinkLimits::default(), &AtomicBool::new(false));
        assert_eq!(shrunk.sequence.len(), 2, "seed {seed}");
        for tx in &shrunk.sequence.0 {
            for word in tx.data[4..].chunks(32) {
                let number = U256::from_be_slice(word);
                assert!(number <= U256::from(5), "seed {seed}: {number}");
            }
        }
    }
}
