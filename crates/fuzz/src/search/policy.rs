//! How a worker spends its walks.
//!
//! Invariant: the policy follows from the worker's index alone; a single worker mixes all of them.

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

/// Draws the policy of the next walk.
pub(crate) fn draw_policy(worker: u32, rng: &mut Rng) -> Policy {
    let shares = &SHARES[worker as usize % SHARES.len()];
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
