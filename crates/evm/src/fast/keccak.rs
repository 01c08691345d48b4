//! Remembered hashes of short inputs: 64 bytes are the keys of Solidity's mappings, 32 bytes the places of its arrays.
//!
//! Invariant: a hash is given only for exactly the bytes it was made of.

use super::intern::mix;
use alloy_primitives::{B256, keccak256};

/// Places in the cache; a power of two.
const PLACES: usize = 2_048;

#[derive(Clone, Debug)]
struct Place<const N: usize> {
    input: [u8; N],
    hash: B256,
}

/// A direct-mapped cache of hashes of `N` bytes, at most 64.
#[derive(Debug)]
pub(crate) struct HashCache<const N: usize>(Vec<Place<N>>);

impl<const N: usize> Default for HashCache<N> {
    fn default() -> Self {
        // Every place holds a true pair from the start, so that there is no empty state.
        let input = [0; N];
        Self(vec![Place { input, hash: keccak256(input) }; PLACES])
    }
}

impl<const N: usize> HashCache<N> {
    #[inline]
    pub(crate) fn hash(&mut self, input: &[u8; N]) -> B256 {
        let mut words = [0_u64; 8];
        for (word, bytes) in words.iter_mut().zip(input.chunks_exact(8)) {
            let mut copy = [0; 8];
            copy.copy_from_slice(bytes);
            *word = u64::from_le_bytes(copy);
        }
        let low = mix(words[0] ^ 0x9e37_79b9_7f4a_7c15, words[1] ^ words[4] ^ 0xbf58_476d_1ce4_e5b9);
        let high = mix(
            words[2] ^ words[5] ^ 0x94d0_49bb_1331_11eb,
            words[3] ^ words[6] ^ words[7].rotate_left(17) ^ 0xd6e8_feb8_6659_fd93,
        );
        let at = (low ^ high.rotate_left(29)) as usize & (PLACES - 1);
        let place = &mut self.0[at];
        if place.input != *input {
            place.input = *input;
            place.hash = keccak256(input);
        }
        place.hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_the_hash() {
        let mut cache = HashCache::<64>::default();
        for round in 0..2 {
            for at in 0..5_000_u32 {
                let mut input = [0; 64];
                input[28..32].copy_from_slice(&at.to_be_bytes());
                input[63] = (at % 7) as u8;
                assert_eq!(cache.hash(&input), keccak256(input), "round {round}, input {at}");
            }
        }
    }
}
