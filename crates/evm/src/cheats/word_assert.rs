//! Assertions about one or two words: answered without decoding while they hold, and known to the search as comparisons.
//!
//! Invariant: only an assertion that holds is answered here; a failing one takes the long way and gets forge's message.

use super::table::selector;
use crate::cmplog::CmpOp;
use alloy_primitives::U256;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a selector asserts of its first two words, or of its first word and `true`.
#[derive(Clone, Copy, Debug)]
struct Kind {
    op: CmpOp,
    /// Whether the comparison must be true.
    wanted: bool,
    /// Bits that the words may use; others are not valid encodings.
    bits: usize,
    single: bool,
}

/// An assertion about words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordAssert {
    pub(crate) op: CmpOp,
    pub(crate) a: U256,
    pub(crate) b: U256,
    pub(crate) holds: bool,
    /// Two words of which every value is a valid encoding.
    pub(crate) wide: bool,
}

static KINDS: LazyLock<HashMap<[u8; 4], Kind>> = LazyLock::new(|| {
    let mut kinds = HashMap::new();
    let mut add = |name: &str, types: &str, kind: Kind| {
        kinds.insert(selector(&format!("{name}({types})")), kind);
        kinds.insert(selector(&format!("{name}({types},string)")), kind);
    };
    for (name, wanted) in [("assertTrue", true), ("assertFalse", false)] {
        add(name, "bool", Kind { op: CmpOp::Eq, wanted, bits: 1, single: true });
    }
    for (ty, bits) in [("bool", 1), ("address", 160), ("uint256", 256), ("int256", 256), ("bytes32", 256)] {
        for (name, wanted) in [("assertEq", true), ("assertNotEq", false)] {
            add(name, &format!("{ty},{ty}"), Kind { op: CmpOp::Eq, wanted, bits, single: false });
        }
    }
    for (ty, less, greater) in [("uint256", CmpOp::Lt, CmpOp::Gt), ("int256", CmpOp::Slt, CmpOp::Sgt)] {
        let order = [
            ("assertLt", less, true),
            ("assertGe", less, false),
            ("assertGt", greater, true),
            ("assertLe", greater, false),
        ];
        for (name, op, wanted) in order {
            add(name, &format!("{ty},{ty}"), Kind { op, wanted, bits: 256, single: false });
        }
    }
    kinds
});

/// Reads an assertion about words; `None` for every other cheatcode and for data that are not a valid encoding.
pub(crate) fn word_assert(input: &[u8]) -> Option<WordAssert> {
    let (selector, data) = input.split_first_chunk::<4>()?;
    let kind = KINDS.get(selector)?;
    let a = U256::from_be_slice(data.get(..32)?);
    let b = if kind.single { U256::ONE } else { U256::from_be_slice(data.get(32..64)?) };
    if a.bit_len() > kind.bits || b.bit_len() > kind.bits {
        return None;
    }
    let sign = U256::ONE << 255;
    let truth = match kind.op {
        CmpOp::Lt => a < b,
        CmpOp::Gt => a > b,
        CmpOp::Slt => a ^ sign < b ^ sign,
        CmpOp::Sgt => a ^ sign > b ^ sign,
        _ => a == b,
    };
    Some(WordAssert { op: kind.op, a, b, holds: truth == kind.wanted, wide: kind.bits == 256 })
}

#[cfg(test)]
mod tests {
    use super::{WordAssert, word_assert};
    use crate::cheats::table::selector;
    use crate::cmplog::CmpOp;
    use alloy_primitives::U256;

    fn input(signature: &str, words: &[U256]) -> Vec<u8> {
        let mut data = selector(signature).to_vec();
        words.iter().for_each(|word| data.extend(word.to_be_bytes::<32>()));
        data
    }

    #[test]
    fn holding_and_failing_are_told_apart() {
        let (one, two, minus) = (U256::ONE, U256::from(2), U256::MAX);
        let holds = |signature: &str, words: &[U256]| word_assert(&input(signature, words)).map(|a| a.holds);
        assert_eq!(holds("assertEq(uint256,uint256)", &[one, one]), Some(true));
        assert_eq!(holds("assertNotEq(address,address)", &[one, one]), Some(false));
        assert_eq!(holds("assertLe(uint256,uint256)", &[one, minus]), Some(true));
        assert_eq!(holds("assertLe(int256,int256)", &[one, minus]), Some(false));
        assert_eq!(holds("assertGe(int256,int256)", &[two, two]), Some(true));
        assert_eq!(holds("assertTrue(bool)", &[one]), Some(true));
        assert_eq!(holds("assertFalse(bool)", &[one]), Some(false));
        let seen = word_assert(&input("assertLt(uint256,uint256)", &[two, one]));
        assert_eq!(seen, Some(WordAssert { op: CmpOp::Lt, a: two, b: one, holds: false, wide: true }));
    }

    #[test]
    fn everything_else_is_left_alone() {
        assert_eq!(word_assert(&input("assertTrue(bool)", &[U256::from(2)])), None, "not a bool");
        assert_eq!(word_assert(&input("assertEq(uint256,uint256)", &[U256::ONE])), None, "cut off");
        assert_eq!(word_assert(&input("warp(uint256)", &[U256::ONE])), None);
        assert_eq!(word_assert(&[1, 2]), None);
    }
}
