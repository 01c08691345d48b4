//! How a worker spends its walks.
//!
//! Invariant: the shares follow from the worker's index and its executions; two workers together mix as one alone does.

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

/// Shares of the policies, in percent.
type Shares = [(Policy, u64); 5];

/// How a single worker spends its walks.
const ALONE: Shares = shares([20, 45, 20, 12, 3]);

/// How several do: each leans to one side, and two neighbours together to none, so that many workers look where one would.
const LEANING: [Shares; 4] = [
    shares([10, 55, 18, 12, 5]),
    shares([30, 35, 22, 12, 1]),
    shares([35, 42, 18, 4, 1]),
    shares([5, 48, 22, 20, 5]),
];

/// Names shares in the order of [`Policy`].
const fn shares(percent: [u64; 5]) -> Shares {
    [
        (Policy::Fresh, percent[0]),
        (Policy::Corpus, percent[1]),
        (Policy::Mutate, percent[2]),
        (Policy::Focus, percent[3]),
        (Policy::Sample, percent[4]),
    ]
}

/// Executions after which workers change places: some policies are slower than others, and nobody should always wait for the same
/// worker.
const PLACE_EXECUTIONS: u64 = 8_192;

/// Draws the policy of the next walk of a worker, which has had so many executions.
pub(crate) fn draw_policy(options: &FuzzOptions, executions: u64, rng: &mut Rng) -> Policy {
    let places = LEANING.len().min(options.workers as usize) as u64;
    let place = (u64::from(options.worker) + executions / PLACE_EXECUTIONS) % places.max(1);
    let shares = if places < 2 { &ALONE } else { &LEANING[place as usize] };
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
    use super::{ALONE, LEANING};

    #[test]
    fn shares_add_up() {
        for shares in LEANING.iter().chain([&ALONE]) {
            assert_eq!(shares.iter().map(|(_, share)| share).sum::<u64>(), 100);
        }
    }

    #[test]
    fn two_neighbours_together_mix_as_one_alone() {
        for pair in LEANING.chunks(2) {
            for ((policy, share), (one, other)) in ALONE.iter().zip(pair[0].iter().zip(&pair[1])) {
                assert_eq!(2 * share, one.1 + other.1, "{policy:?}");
            }
        }
    }
}
