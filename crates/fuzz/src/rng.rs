//! The only source of chance: a seeded generator with the few draws that the search needs.
//!
//! Invariant: the same seed gives the same draws on every machine.

use alloy_primitives::U256;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

/// A seeded generator (xoshiro256++).
#[derive(Clone, Debug)]
pub(crate) struct Rng(Xoshiro256PlusPlus);

impl Rng {
    /// A generator for a seed; different streams of one seed are independent.
    #[must_use]
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        for _ in 0..stream {
            rng.jump();
        }
        Self(rng)
    }

    /// 64 random bits.
    #[inline]
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `0..n` (bias below 2^-32 for the small `n` used here); 0 when `n` is 0.
    #[inline]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.bits()) * (n as u128);
        (wide >> 64) as usize
    }

    /// True with probability `percent` / 100.
    #[inline]
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent as usize
    }

    /// True once in `n` times on average.
    #[inline]
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A uniformly random word.
    pub(crate) fn word(&mut self) -> U256 {
        U256::from_limbs([self.bits(), self.bits(), self.bits(), self.bits()])
    }

    /// A number whose bit length is uniform in `0..=bits`: small and large numbers are equally likely.
    pub(crate) fn log_uniform(&mut self, bits: usize) -> U256 {
        let len = self.below(bits + 1);
        if len == 0 { U256::ZERO } else { self.word() >> (256 - len) }
    }

    /// A count in `1..=max` whose bit length is uniform.
    pub(crate) fn log_count(&mut self, max: usize) -> usize {
        let bits = (usize::BITS - max.leading_zeros()) as usize;
        let drawn = self.log_uniform(bits).as_limbs()[0] as usize;
        drawn.clamp(1, max.max(1))
    }

    /// A random element; `None` of an empty slice.
    #[inline]
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn draws_stay_inside_their_range_and_repeat_per_seed() {
        let mut a = Rng::new(7, 1);
        let mut b = Rng::new(7, 1);
        let mut other = Rng::new(7, 2);
        let mut differs = false;
        for n in 1..2_000 {
            let drawn = a.below(n);
            assert!(drawn < n);
            assert_eq!(drawn, b.below(n));
            differs |= drawn != other.below(n);
            assert!((1..=n).contains(&a.log_count(n)));
            b.log_count(n);
            other.log_count(n);
        }
        assert!(differs, "streams of one seed must differ");
    }
}
