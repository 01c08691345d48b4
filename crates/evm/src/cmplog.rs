//! Comparisons that a call made, and hashes with what was hashed: how close the call came to the other branch.
//!
//! Invariant: a log holds at most [`CMPS_MAX`] comparisons and [`PREIMAGES_MAX`] preimages; it is reused and never shrinks.

use alloy_primitives::{B256, U256};

/// Comparisons kept per call.
pub const CMPS_MAX: usize = 8_192;
/// Hashes kept per call.
pub const PREIMAGES_MAX: usize = 1_024;
/// Longest preimage that is kept, in bytes.
pub const PREIMAGE_LEN_MAX: usize = 1_024;
/// Bytes of all preimages of a call together.
const ARENA_MAX: usize = 128 * 1024;

/// The comparing instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the opcodes")]
pub enum CmpOp {
    Eq,
    Lt,
    Gt,
    Slt,
    Sgt,
    /// `SUB` or `XOR` whose result decides a branch: an equality test.
    Differ,
    /// `ISZERO` of something that is not itself the result of a comparison.
    IsZero,
}

/// One comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cmp {
    /// Number of the code in the coverage; `u32::MAX` for creation code.
    pub code: u32,
    /// Program counter.
    pub pc: u32,
    /// The instruction.
    pub op: CmpOp,
    /// Upper operand.
    pub a: U256,
    /// Lower operand.
    pub b: U256,
}

/// What a logged call compared and hashed.
#[derive(Clone, Debug, Default)]
pub struct CmpLog {
    cmps: Vec<Cmp>,
    preimages: Vec<(usize, usize, B256)>,
    arena: Vec<u8>,
}

impl CmpLog {
    /// Comparisons in order.
    #[must_use]
    pub fn cmps(&self) -> &[Cmp] {
        &self.cmps
    }

    /// Preimages and hashes in order.
    pub fn preimages(&self) -> impl Iterator<Item = (&[u8], B256)> + '_ {
        self.preimages.iter().map(|(start, end, hash)| (&self.arena[*start..*end], *hash))
    }

    pub(crate) fn clear(&mut self) {
        self.cmps.clear();
        self.preimages.clear();
        self.arena.clear();
    }

    #[inline]
    pub(crate) fn push(&mut self, cmp: Cmp) {
        if self.cmps.len() < CMPS_MAX {
            self.cmps.push(cmp);
        }
    }

    /// Takes the hashes of another log for its own.
    pub(crate) fn set_preimages(&mut self, other: &Self) {
        self.preimages.clone_from(&other.preimages);
        self.arena.clone_from(&other.arena);
    }

    pub(crate) fn hashed(&mut self, preimage: &[u8], hash: B256) {
        let fits = preimage.len() <= PREIMAGE_LEN_MAX
            && self.preimages.len() < PREIMAGES_MAX
            && self.arena.len() + preimage.len() <= ARENA_MAX;
        if fits {
            let start = self.arena.len();
            self.arena.extend_from_slice(preimage);
            self.preimages.push((start, self.arena.len(), hash));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_bounded() {
        let mut log = CmpLog::default();
        let cmp = Cmp { code: 0, pc: 1, op: CmpOp::Eq, a: U256::ZERO, b: U256::ONE };
        for _ in 0..CMPS_MAX + 5 {
            log.push(cmp);
        }
        assert_eq!(log.cmps().len(), CMPS_MAX);
        log.hashed(&[0; PREIMAGE_LEN_MAX + 1], B256::ZERO);
        for at in 0..2_000_u32 {
            log.hashed(&at.to_be_bytes(), B256::with_last_byte(1));
        }
        assert_eq!(log.preimages().count(), PREIMAGES_MAX);
        assert_eq!(log.preimages().next(), Some((&[0_u8, 0, 0, 0][..], B256::with_last_byte(1))));
    }
}
