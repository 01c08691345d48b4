//! Words and blobs worth trying: constants of the sources and the code, values that the contracts returned, stored,
//! compared or hashed.
//!
//! Invariant: every pool has a fixed capacity; constants stay, what was seen at run time is replaced oldest first.

use alloy_primitives::{Address, B256, U256, keccak256};
use hashbrown::{HashMap, HashSet};

/// Most constants kept.
const CONSTANTS_MAX: usize = 8_192;
/// Most values seen at run time.
const RECENT_MAX: usize = 512;
/// Most addresses kept.
const ADDRESSES_MAX: usize = 512;
/// Most blobs kept, and the longest of them in bytes.
const BLOBS_MAX: usize = 1_024;
/// Longest blob that is kept, in bytes.
pub(crate) const BLOB_LEN_MAX: usize = 4_096;
/// Most hashes whose preimage is remembered.
const PREIMAGES_MAX: usize = 4_096;

/// A ring that forgets its oldest element.
#[derive(Clone, Debug)]
struct Ring<T> {
    items: Vec<T>,
    next: usize,
    max: usize,
}

impl<T> Ring<T> {
    fn new(max: usize) -> Self {
        Self { items: Vec::new(), next: 0, max }
    }

    fn push(&mut self, item: T) {
        if self.items.len() < self.max {
            self.items.push(item);
        } else {
            self.items[self.next] = item;
        }
        self.next = (self.next + 1) % self.max;
    }
}

/// The dictionary of one worker.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary {
    constants: Vec<U256>,
    known: HashSet<U256, foldhash::fast::FixedState>,
    recent: Ring<U256>,
    operands: Ring<U256>,
    fixed_addresses: Vec<Address>,
    seen_addresses: Ring<Address>,
    known_addresses: HashSet<Address, foldhash::fast::FixedState>,
    blobs: Ring<Vec<u8>>,
    preimages: HashMap<B256, Vec<u8>, foldhash::fast::FixedState>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self {
            constants: Vec::new(),
            known: HashSet::default(),
            recent: Ring::new(RECENT_MAX),
            operands: Ring::new(RECENT_MAX),
            fixed_addresses: Vec::new(),
            seen_addresses: Ring::new(ADDRESSES_MAX),
            known_addresses: HashSet::default(),
            blobs: Ring::new(BLOBS_MAX),
            preimages: HashMap::default(),
        }
    }
}

impl Dictionary {
    /// Adds a constant; it is never forgotten while there is room.
    pub(crate) fn add_constant(&mut self, word: U256) {
        if self.constants.len() < CONSTANTS_MAX && self.known.insert(word) {
            self.constants.push(word);
        }
    }

    /// Adds a string or bytes constant and remembers its hash.
    pub(crate) fn add_blob(&mut self, blob: &[u8]) {
        if blob.len() > BLOB_LEN_MAX {
            return;
        }
        if self.add_preimage(keccak256(blob), blob) {
            self.blobs.push(blob.to_vec());
            if blob.len() <= 32 {
                // As a bytesN constant, and as a number.
                let mut left = [0u8; 32];
                left[..blob.len()].copy_from_slice(blob);
                self.add_constant(U256::from_be_bytes(left));
                self.add_constant(U256::from_be_slice(blob));
            }
        }
    }

    /// Remembers what a hash was made of; `false` if it was known or there is no room.
    pub(crate) fn add_preimage(&mut self, hash: B256, blob: &[u8]) -> bool {
        if blob.len() > BLOB_LEN_MAX || self.preimages.len() >= PREIMAGES_MAX {
            return false;
        }
        self.preimages.insert(hash, blob.to_vec()).is_none()
    }

    /// What a hash was made of, if the dictionary knows.
    #[must_use]
    pub(crate) fn preimage(&self, hash: &U256) -> Option<&[u8]> {
        self.preimages.get(&B256::from(hash.to_be_bytes::<32>())).map(Vec::as_slice)
    }

    /// Adds an account of the world; it is never forgotten.
    pub(crate) fn add_account(&mut self, address: Address) {
        if self.fixed_addresses.len() < ADDRESSES_MAX && self.known_addresses.insert(address) {
            self.fixed_addresses.push(address);
        }
    }

    /// Adds a word that a contract returned, emitted or stored.
    #[inline]
    pub(crate) fn add_seen(&mut self, word: U256) {
        self.recent.push(word);
    }

    /// Adds the operand of a comparison.
    pub(crate) fn add_operand(&mut self, word: U256) {
        self.operands.push(word);
    }

    /// Adds every word of ABI-encoded data that is not small, and addresses among them.
    pub(crate) fn add_words_of(&mut self, data: &[u8]) {
        for word in data.chunks_exact(32).take(64) {
            let word = U256::from_be_slice(word);
            if looks_like_address(word) {
                let address = Address::from_word(B256::from(word));
                if self.known_addresses.len() >= 4 * ADDRESSES_MAX {
                    self.known_addresses.clear();
                    self.known_addresses.extend(self.fixed_addresses.iter().copied());
                }
                if self.known_addresses.insert(address) {
                    self.seen_addresses.push(address);
                }
            }
            if word > U256::from(16) {
                self.add_seen(word);
            }
        }
    }

    /// Constants of sources and code.
    #[must_use]
    pub(crate) fn constants(&self) -> &[U256] {
        &self.constants
    }

    /// Values seen at run time.
    #[must_use]
    pub(crate) fn recent(&self) -> &[U256] {
        &self.recent.items
    }

    /// Operands of comparisons.
    #[must_use]
    pub(crate) fn operands(&self) -> &[U256] {
        &self.operands.items
    }

    /// Accounts of the world.
    #[must_use]
    pub(crate) fn accounts(&self) -> &[Address] {
        &self.fixed_addresses
    }

    /// Addresses seen at run time.
    #[must_use]
    pub(crate) fn addresses(&self) -> &[Address] {
        &self.seen_addresses.items
    }

    /// Strings and bytes.
    #[must_use]
    pub(crate) fn blobs(&self) -> &[Vec<u8>] {
        &self.blobs.items
    }
}

/// Whether a word could be an address: 160 bits with a non-zero high part.
fn looks_like_address(word: U256) -> bool {
    let len = word.bit_len();
    (129..=160).contains(&len)
}

/// The operands of `PUSH` instructions worth keeping: constants of at least two bytes, jump targets left out as far as
/// they can be told.
pub(crate) fn code_constants(code: &[u8], mut each: impl FnMut(U256)) {
    let mut pc = 0;
    while pc < code.len() {
        let op = code[pc];
        pc += 1;
        if !(0x60..=0x7f).contains(&op) {
            continue;
        }
        let len = usize::from(op - 0x5f);
        let end = (pc + len).min(code.len());
        let word = U256::from_be_slice(&code[pc..end]);
        pc += len;
        // PUSHn directly before JUMP, JUMPI is a jump target.
        let is_target = matches!(code.get(pc), Some(0x56 | 0x57));
        if !is_target && len >= 1 {
            each(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Dictionary, RECENT_MAX, code_constants};
    use alloy_primitives::{U256, keccak256};

    #[test]
    fn pools_are_bounded() {
        let mut dictionary = Dictionary::default();
        for n in 0..(3 * RECENT_MAX) {
            dictionary.add_seen(U256::from(n));
        }
        assert_eq!(dictionary.recent().len(), RECENT_MAX);
        assert!(dictionary.recent().contains(&U256::from(3 * RECENT_MAX - 1)));
        assert!(!dictionary.recent().contains(&U256::ZERO));
    }

    #[test]
    fn hashes_lead_back_to_their_strings() {
        let mut dictionary = Dictionary::default();
        dictionary.add_blob(b"open sesame");
        let hash = U256::from_be_bytes(keccak256(b"open sesame").0);
        assert_eq!(dictionary.preimage(&hash), Some(&b"open sesame"[..]));
        assert_eq!(dictionary.preimage(&U256::ONE), None);
    }

    #[test]
    fn push_data_are_constants_and_jump_targets_are_not() {
        let code = [0x61, 0x12, 0x34, 0x60, 0x07, 0x56, 0x5b, 0x62, 1, 2, 3, 0x7f];
        let mut found = Vec::new();
        code_constants(&code, |word| found.push(word));
        assert_eq!(found, [U256::from(0x1234), U256::from(0x010203), U256::ZERO]);
    }
}
