//! Solving for one number.
//!
//! Invariant: a returned solution satisfies the equation modulo 2^256 exactly.

use alloy_primitives::U256;

/// The smallest `x` with `slope * x = wanted` modulo 2^256, if there is one.
#[must_use]
pub(crate) fn solve_linear(slope: U256, wanted: U256) -> Option<U256> {
    if slope.is_zero() {
        return None;
    }
    let shift = slope.trailing_zeros();
    if !wanted.is_zero() && wanted.trailing_zeros() < shift {
        return None;
    }
    let odd = slope >> shift;
    let x = (wanted >> shift).wrapping_mul(inverse(odd));
    // Solutions repeat every 2^(256 - shift).
    Some(if shift == 0 { x } else { x & (U256::MAX >> shift) })
}

/// Inverse of an odd number modulo 2^256 (Newton's iteration doubles the correct bits each time).
fn inverse(odd: U256) -> U256 {
    debug_assert!(odd.bit(0), "only odd numbers have an inverse");
    let mut x = odd;
    for _ in 0..8 {
        x = x.wrapping_mul(U256::from(2).wrapping_sub(odd.wrapping_mul(x)));
    }
    x
}

/// Distance between two words, as the bit length of their difference: 0 when equal, 256 at most.
#[must_use]
pub(crate) fn distance_bits(a: U256, b: U256) -> usize {
    a.abs_diff(b).bit_len()
}

#[cfg(test)]
mod tests {
    use super::{distance_bits, solve_linear};
    use alloy_primitives::U256;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn solutions_solve(slope in any::<[u64; 4]>(), x in any::<[u64; 4]>(), shift in 0usize..256) {
            let slope = U256::from_limbs(slope) << shift;
            let wanted = slope.wrapping_mul(U256::from_limbs(x));
            match solve_linear(slope, wanted) {
                Some(found) => prop_assert_eq!(slope.wrapping_mul(found), wanted),
                None => prop_assert!(slope.is_zero()),
            }
        }
    }

    #[test]
    fn small_equations_have_small_solutions() {
        assert_eq!(solve_linear(U256::from(3), U256::from(45)), Some(U256::from(15)));
        assert_eq!(solve_linear(U256::from(1_000_000), U256::from(7_000_000)), Some(U256::from(7)));
        assert_eq!(solve_linear(U256::from(2), U256::from(7)), None);
        assert_eq!(solve_linear(U256::ZERO, U256::from(7)), None);
        assert_eq!(distance_bits(U256::from(5), U256::from(5)), 0);
        assert_eq!(distance_bits(U256::from(5), U256::from(9)), 3);
    }
}
