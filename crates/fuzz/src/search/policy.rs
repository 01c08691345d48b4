//! How a worker spends its walks.
//!
//! Invariant: the shares follow from the worker's index and its executions; a single worker mixes all of them.

use super::fuzzer::FuzzOptions;
use crate::rng::Rng;

/// What a walk sets out to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// From genesis, with new transactions.
    Fresh,
    /// On from a kept state.
    Corpus,
    /// A kept sequence, changed.
    Mutate,
    /// On from a kept state, calling one function most of the time.
    Focus,
    /// On from a kept state, with every comparison looked at.
    Sample,
}

/// Shares of the policies, in percent, by worker: the first of many mixes evenly, others lean to one side.
const SHARES: [[(Policy, u64); 5]; 4] = [
    [
        (Policy::Fresh, 20),
        (Policy::Corpus, 45),
        (Policy::Mutate, 20),
        (Policy::Focus, 12),
        (Policy::Sample, 3),
    ],
    [
        (Policy::Fresh, 10),
        (Policy::Corpus, 50),
        (Policy::Mutate, 20),
        (Policy::Focus, 12),
        (Policy::Sample, 8),
    ],
    [
        (Policy::Fresh, 60),
        (Policy::Corpus, 20),
        (Policy::Mutate, 10),
        (Policy::Focus, 8),
        (Policy::Sample, 2),
    ],
    [
        (Policy::Fresh, 10),
        (Policy::Corpus, 25),
        (Policy::Mutate, 20),
        (Policy::Focus, 40),
        (Policy::Sample, 5),
    ],
];

/// Executions after which workers change places: some policies are slower than others, and nobody should always wait for the same
/// worker.
const PLACE_EXECUTIONS: u64 = 8_192;

/// Draws the policy of the next walk of a worker, which has had so many executions.
pub(crate) fn draw_policy(options: &FuzzOptions, executions: u64, rng: &mut Rng) -> Policy {
    let places = SHARES.len().min(options.workers.max(1) as usize) as u64;
    let place = (u64::from(options.worker) + executions / PLACE_EXECUTIONS) % places;
    let shares = &SHARES[place as usize];
    let mut left = rng.below(100) as u64;
    for (policy, share) in shares {
        if left < *share {
            return *policy;
        }
        left -= share;
    }
    Policy::Corpus
}

#[cfg(test)]
mod tests {
    use super::SHARES;

    #[test]
    fn shares_add_up() {
        for shares in SHARES {
            assert_eq!(shares.iter().map(|(_, share)| share).sum::<u64>(), 100);
        }
    }
}
