//! Comparisons in the code: which outcomes were seen, and how close the other outcome came.
//!
//! Invariant: the table is bounded; when it is full, new sites are not followed.

use super::math::distance_bits;
use alloy_primitives::U256;
use hashbrown::HashMap;
use hotfire_evm::cmplog::{Cmp, CmpOp};

/// Most sites that are followed.
const SITES_MAX: usize = 65_536;
/// Most times that one site is worked on.
const ATTEMPTS_MAX: u16 = 12;

/// Where a comparison is: code, program counter, and the function or property that was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SiteKey {
    code: u32,
    pc: u32,
    context: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Site {
    seen: [bool; 2],
    attempts: u16,
    distance_min: Option<u16>,
}

/// One comparison of an observed run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) key: SiteKey,
    /// How many comparisons of the same site came before it in the same run.
    pub(crate) nth: u32,
    pub(crate) op: CmpOp,
    pub(crate) a: U256,
    pub(crate) b: U256,
}

impl Seen {
    pub(crate) fn new(comparison: &Cmp, context: u32, nth: u32) -> Self {
        let key = SiteKey { code: comparison.code, pc: comparison.pc, context };
        Self { key, nth, op: comparison.op, a: comparison.a, b: comparison.b }
    }

    /// The function or property that was called.
    pub(crate) fn context(&self) -> u32 {
        self.key.context
    }

    /// What the comparison says.
    pub(crate) fn truth(&self) -> bool {
        match self.op {
            CmpOp::Eq | CmpOp::Differ | CmpOp::IsZero => self.a == self.b,
            CmpOp::Lt => self.a < self.b,
            CmpOp::Gt => self.a > self.b,
            CmpOp::Slt => signed(self.a) < signed(self.b),
            CmpOp::Sgt => signed(self.a) > signed(self.b),
        }
    }

    /// `a - b` modulo 2^256.
    pub(crate) fn difference(&self) -> U256 {
        self.a.wrapping_sub(self.b)
    }

    /// On which side of equality the comparison is; for bisection.
    pub(crate) fn is_below(&self) -> bool {
        match self.op {
            CmpOp::Slt | CmpOp::Sgt => signed(self.a) < signed(self.b),
            _ => self.a < self.b,
        }
    }

    /// Differences that would turn the outcome.
    pub(crate) fn goals(&self) -> &'static [U256] {
        const ZERO: U256 = U256::ZERO;
        match (self.op, self.truth()) {
            (CmpOp::Lt | CmpOp::Slt, false) => &[U256::MAX],
            (CmpOp::Gt | CmpOp::Sgt, false) => &[U256::ONE],
            (CmpOp::Lt | CmpOp::Gt | CmpOp::Slt | CmpOp::Sgt, true) | (_, false) => &[ZERO],
            (_, true) => &[U256::ONE, U256::MAX],
        }
    }
}

/// Flips the sign bit, so that unsigned order is signed order.
fn signed(word: U256) -> U256 {
    word ^ (U256::ONE << 255)
}

/// What is known of every site.
#[derive(Debug, Default)]
pub(crate) struct Sites {
    table: HashMap<SiteKey, Site, foldhash::fast::FixedState>,
}

impl Sites {
    /// Notes one comparison; `true` if the unseen outcome of its site came closer than ever.
    pub(crate) fn note(&mut self, seen: &Seen) -> bool {
        if self.table.len() >= SITES_MAX && !self.table.contains_key(&seen.key) {
            return false;
        }
        let site = self.table.entry(seen.key).or_default();
        site.seen[usize::from(seen.truth())] = true;
        if site.seen == [true, true] {
            return false;
        }
        let distance = distance_bits(seen.a, seen.b) as u16;
        let closer = site.distance_min.is_some_and(|min| distance < min);
        site.distance_min = Some(site.distance_min.map_or(distance, |min| min.min(distance)));
        closer
    }

    /// Whether an outcome of the site is unseen and it is worth another try; counts the try.
    pub(crate) fn wants(&mut self, key: SiteKey) -> bool {
        match self.table.get_mut(&key) {
            Some(site) if site.seen != [true, true] && site.attempts < ATTEMPTS_MAX => {
                site.attempts += 1;
                true
            }
            _ => false,
        }
    }

    /// Whether both outcomes were seen.
    pub(crate) fn is_solved(&self, key: SiteKey) -> bool {
        self.table.get(&key).is_none_or(|site| site.seen == [true, true])
    }
}
