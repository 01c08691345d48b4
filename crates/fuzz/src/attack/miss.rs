//! Where a call failed, and by how much.
//!
//! Invariant: only what the call compared is looked at.

use alloy_primitives::U256;
use hotfire_evm::cmplog::{Cmp, CmpOp};

/// How much nearer is nearer, as a part of the distance.
const NEARER: u64 = 100;

/// The last comparison of numbers before a failure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Miss {
    /// Number of the code, and program counter.
    pub(super) place: (u32, u32),
    /// What was compared.
    pub(super) operands: [U256; 2],
    /// How far apart that was.
    pub(super) distance: U256,
}

impl Miss {
    /// What a failed call compared last.
    pub(super) fn of(cmps: &[Cmp]) -> Option<Self> {
        let cmp = cmps.iter().rev().find(|cmp| cmp.op != CmpOp::IsZero)?;
        let signed = matches!(cmp.op, CmpOp::Slt | CmpOp::Sgt);
        let larger = if signed { cmp.a.wrapping_sub(cmp.b).bit(255) } else { cmp.a < cmp.b };
        let distance = if larger { cmp.b.wrapping_sub(cmp.a) } else { cmp.a.wrapping_sub(cmp.b) };
        Some(Self { place: (cmp.code, cmp.pc), operands: [cmp.a, cmp.b], distance })
    }

    /// Whether this is where another call failed.
    pub(super) fn is_where(&self, other: &Self) -> bool {
        self.place == other.place
    }

    /// Whether a call that failed at the same place was nearer.
    pub(super) fn is_nearer_than(&self, other: &Self) -> bool {
        self.is_where(other) && self.distance < other.distance - other.distance / U256::from(NEARER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cmp(pc: u32, op: CmpOp, a: u64, b: u64) -> Cmp {
        Cmp { code: 1, pc, op, a: U256::from(a), b: U256::from(b) }
    }

    #[test]
    fn a_miss_is_the_last_comparison_of_numbers() {
        let cmps = [cmp(5, CmpOp::Lt, 1, 9), cmp(7, CmpOp::Gt, 30, 10), cmp(9, CmpOp::IsZero, 0, 0)];
        let miss = Miss::of(&cmps).unwrap();
        assert_eq!((miss.place, miss.distance), ((1, 7), U256::from(20)));
        assert!(Miss::of(&cmps[2..]).is_none());
    }

    #[test]
    fn nearer_is_nearer_by_a_hundredth_at_the_same_place() {
        let miss = |pc, distance| Miss::of(&[cmp(pc, CmpOp::Lt, 0, distance)]).unwrap();
        assert!(miss(7, 900).is_nearer_than(&miss(7, 1_000)));
        assert!(!miss(7, 995).is_nearer_than(&miss(7, 1_000)));
        assert!(!miss(8, 1).is_nearer_than(&miss(7, 1_000)));
        assert!(!miss(7, 0).is_nearer_than(&miss(7, 0)));
    }
}
