//! Codes by number: analysed bytecode, its hash and its place in the coverage.
//!
//! Invariant: number 0 is the empty code; equal codes have equal numbers.

use super::intern::hash_word;
use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, keccak256};
use hashbrown::HashTable;
use revm::bytecode::Bytecode;

/// Number of a code.
pub(crate) type CodeId = u32;
/// The empty code.
pub(crate) const EMPTY: CodeId = 0;

/// One code. The bytecode is this executor's own copy: workers do not share reference counts.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) hash: B256,
    pub(crate) bytecode: Bytecode,
    /// Offset of its edge map in the coverage; [`super::intern::NONE`] until it first runs.
    pub(crate) edges: u32,
    /// The account that an EIP-7702 designator points at.
    pub(crate) delegate: Option<Address>,
}

/// All codes that the executor has met.
#[derive(Debug)]
pub(crate) struct Codes {
    list: Vec<Code>,
    by_hash: HashTable<CodeId>,
    bytes: usize,
}

impl Default for Codes {
    fn default() -> Self {
        let mut codes = Self { list: Vec::new(), by_hash: HashTable::new(), bytes: 0 };
        codes.add(KECCAK256_EMPTY, &Bytes::new());
        codes
    }
}

impl Codes {
    #[inline]
    pub(crate) fn get(&self, id: CodeId) -> &Code {
        &self.list[id as usize]
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, id: CodeId) -> &mut Code {
        &mut self.list[id as usize]
    }

    pub(crate) fn raw(&self, id: CodeId) -> Bytes {
        self.list[id as usize].bytecode.original_bytes()
    }

    /// Bytes of all codes together.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn find(&self, hash: &B256) -> Option<CodeId> {
        self.by_hash.find(hash_word(hash), |&id| self.list[id as usize].hash == *hash).copied()
    }

    pub(crate) fn intern(&mut self, raw: &Bytes) -> CodeId {
        if raw.is_empty() {
            return EMPTY;
        }
        self.intern_hashed(keccak256(raw), raw)
    }

    pub(crate) fn intern_hashed(&mut self, hash: B256, raw: &Bytes) -> CodeId {
        match self.find(&hash) {
            Some(id) => id,
            None => self.add(hash, raw),
        }
    }

    fn add(&mut self, hash: B256, raw: &Bytes) -> CodeId {
        let id = self.list.len() as CodeId;
        // A copy of the bytes, so that no reference count is shared between threads.
        let copy = Bytes::copy_from_slice(raw);
        let bytecode = Bytecode::new_raw_checked(copy.clone()).unwrap_or_else(|_| Bytecode::new_legacy(copy));
        let delegate = bytecode.eip7702_address();
        self.bytes += raw.len();
        self.list.push(Code { hash, bytecode, edges: super::intern::NONE, delegate });
        let Self { list, by_hash, .. } = self;
        by_hash.insert_unique(hash_word(&hash), id, |&c| hash_word(&list[c as usize].hash));
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_codes_share_a_number() {
        let mut codes = Codes::default();
        assert_eq!(codes.intern(&Bytes::new()), EMPTY);
        let a = codes.intern(&Bytes::from_static(&[0x60, 1]));
        assert_eq!(codes.intern(&Bytes::from_static(&[0x60, 1])), a);
        assert_ne!(a, EMPTY);
        assert_eq!(codes.raw(a), Bytes::from_static(&[0x60, 1]));
        assert_eq!(codes.get(EMPTY).hash, KECCAK256_EMPTY);
    }

    #[test]
    fn a_designator_names_its_delegate() {
        let mut codes = Codes::default();
        let mut raw = vec![0xef, 0x01, 0x00];
        raw.extend_from_slice(&[7; 20]);
        let id = codes.intern(&raw.into());
        assert_eq!(codes.get(id).delegate, Some(Address::repeat_byte(7)));
    }
}
