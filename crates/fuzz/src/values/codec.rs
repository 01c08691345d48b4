//! Finds the leaves (elementary values) of ABI-encoded arguments, so that they can be changed in place.
//!
//! Invariant: a leaf's range lies inside the data that it was found in.

use alloy_dyn_abi::DynSolType;
use alloy_primitives::U256;

/// Deepest nesting of types that is walked.
const DEPTH_MAX: usize = 16;
/// Most leaves that are looked at in one call's data.
const LEAVES_MAX: usize = 4_096;

/// What a leaf holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeafKind {
    /// Unsigned integer of that many bits.
    Uint(u16),
    /// Signed integer of that many bits.
    Int(u16),
    /// `address`.
    Address,
    /// `bool`.
    Bool,
    /// `bytesN`, left-aligned.
    FixedBytes(u8),
    /// `bytes`; the range is the content without its length word.
    Bytes,
    /// `string`; the range is the content without its length word.
    String,
}

/// An elementary value inside call data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    /// First byte, counted from the start of the call data (the selector's first byte is 0).
    pub(crate) offset: usize,
    /// Length in bytes: 32 for words, the content's length for `bytes` and `string`.
    pub(crate) len: usize,
    /// What it holds.
    pub(crate) kind: LeafKind,
}

impl Leaf {
    /// Whether the leaf is one 32-byte word.
    #[must_use]
    pub(crate) fn is_word(&self) -> bool {
        !matches!(self.kind, LeafKind::Bytes | LeafKind::String)
    }

    /// Whether the leaf may be an amount: a large number.
    #[must_use]
    pub(crate) fn is_amount(&self) -> bool {
        matches!(self.kind, LeafKind::Uint(bits) if bits > 32)
    }

    /// The word of the leaf; zero for blobs.
    #[must_use]
    pub(crate) fn word(&self, data: &[u8]) -> U256 {
        if self.is_word() { U256::from_be_slice(&data[self.offset..self.offset + 32]) } else { U256::ZERO }
    }

    /// Writes a word, cut to what the type can hold.
    pub(crate) fn set_word(&self, data: &mut [u8], word: U256) {
        debug_assert!(self.is_word(), "only word leaves hold a word");
        let fitted = fit(self.kind, word);
        data[self.offset..self.offset + 32].copy_from_slice(&fitted.to_be_bytes::<32>());
    }
}

/// Cuts a word to the values that a type can hold.
#[must_use]
pub(crate) fn fit(kind: LeafKind, word: U256) -> U256 {
    match kind {
        LeafKind::Uint(bits) if bits < 256 => word & ((U256::ONE << usize::from(bits)) - U256::ONE),
        LeafKind::Int(bits) if bits < 256 => {
            let bits = usize::from(bits);
            let low = word & ((U256::ONE << bits) - U256::ONE);
            if low.bit(bits - 1) { low | (U256::MAX << bits) } else { low }
        }
        LeafKind::Address => word & ((U256::ONE << 160) - U256::ONE),
        LeafKind::Bool => U256::from(u8::from(word.bit(0))),
        LeafKind::FixedBytes(len) if len < 32 => word & (U256::MAX << (8 * (32 - usize::from(len)))),
        _ => word,
    }
}

/// The layout of one function's arguments.
#[derive(Clone, Debug)]
pub(crate) struct Codec {
    /// The types of the arguments.
    pub(crate) types: Vec<DynSolType>,
    selector: Vec<u8>,
    /// Leaves of functions whose arguments all have a fixed place.
    fixed: Option<Vec<Leaf>>,
}

impl Codec {
    /// A codec for a function.
    #[must_use]
    pub(crate) fn new(selector: Option<[u8; 4]>, types: Vec<DynSolType>) -> Self {
        let selector = selector.map(|s| s.to_vec()).unwrap_or_default();
        let words: Option<usize> = types.iter().map(fixed_words).sum();
        let mut codec = Self { types, selector, fixed: None };
        if let Some(words) = words.filter(|&words| words <= LEAVES_MAX) {
            let mut data = codec.selector.clone();
            data.resize(codec.selector.len() + 32 * words, 0);
            codec.fixed = codec.walk(&data);
        }
        codec
    }

    /// Whether the arguments have fixed places: then zeros of the right length are valid call data.
    #[must_use]
    pub(crate) fn is_fixed(&self) -> bool {
        self.fixed.is_some()
    }

    /// The four bytes in front of the arguments; empty for plain ether.
    #[must_use]
    pub(crate) fn selector(&self) -> &[u8] {
        &self.selector
    }

    /// Writes call data with all-zero arguments; only for fixed layouts.
    pub(crate) fn write_zeros(&self, data: &mut Vec<u8>) {
        data.clear();
        data.extend_from_slice(&self.selector);
        let words = self.fixed.as_ref().map_or(0, Vec::len);
        data.resize(self.selector.len() + 32 * words, 0);
    }

    /// Finds the leaves in `data` and puts them into `out`; `false` if the data are not a valid encoding.
    pub(crate) fn leaves(&self, data: &[u8], out: &mut Vec<Leaf>) -> bool {
        out.clear();
        if let Some(fixed) = &self.fixed {
            out.extend_from_slice(fixed);
            return data.len() >= self.selector.len() + 32 * fixed.len();
        }
        match self.walk(data) {
            Some(leaves) => {
                *out = leaves;
                true
            }
            None => false,
        }
    }

    fn walk(&self, data: &[u8]) -> Option<Vec<Leaf>> {
        if data.len() < self.selector.len() || data[..self.selector.len()] != self.selector[..] {
            return None;
        }
        let mut walker = Walker { data, leaves: Vec::new() };
        walker.sequence(self.types.iter(), self.selector.len(), 0)?;
        Some(walker.leaves)
    }
}

/// Number of words of a type with a fixed place; `None` for dynamic types.
fn fixed_words(ty: &DynSolType) -> Option<usize> {
    match ty {
        DynSolType::Bytes | DynSolType::String | DynSolType::Array(_) => None,
        DynSolType::FixedArray(inner, len) => fixed_words(inner)?.checked_mul(*len),
        DynSolType::Tuple(inner) => inner.iter().map(fixed_words).sum(),
        _ => Some(1),
    }
}

struct Walker<'a> {
    data: &'a [u8],
    leaves: Vec<Leaf>,
}

impl Walker<'_> {
    fn sequence<'t>(
        &mut self,
        types: impl Iterator<Item = &'t DynSolType>,
        base: usize,
        depth: usize,
    ) -> Option<()> {
        let mut head = base;
        for ty in types {
            if let Some(words) = fixed_words(ty) {
                self.value(ty, head, depth + 1)?;
                head = head.checked_add(32 * words)?;
            } else {
                let offset = self.small(head)?;
                self.value(ty, base.checked_add(offset)?, depth + 1)?;
                head += 32;
            }
        }
        Some(())
    }

    fn value(&mut self, ty: &DynSolType, at: usize, depth: usize) -> Option<()> {
        if depth > DEPTH_MAX || self.leaves.len() >= LEAVES_MAX {
            return None;
        }
        let kind = match ty {
            DynSolType::Bytes | DynSolType::String => {
                let len = self.small(at)?;
                let offset = at + 32;
                self.data.get(offset..offset.checked_add(len)?)?;
                let kind = if matches!(ty, DynSolType::Bytes) { LeafKind::Bytes } else { LeafKind::String };
                self.leaves.push(Leaf { offset, len, kind });
                return Some(());
            }
            DynSolType::Array(inner) => {
                let len = self.small(at)?;
                return (len <= LEAVES_MAX)
                    .then(|| self.sequence(std::iter::repeat_n(&**inner, len), at + 32, depth))?;
            }
            DynSolType::FixedArray(inner, len) => {
                return self.sequence(std::iter::repeat_n(&**inner, *len), at, depth);
            }
            DynSolType::Tuple(inner) => return self.sequence(inner.iter(), at, depth),
            DynSolType::Bool => LeafKind::Bool,
            DynSolType::Int(bits) => LeafKind::Int(*bits as u16),
            DynSolType::Uint(bits) => LeafKind::Uint(*bits as u16),
            DynSolType::FixedBytes(len) => LeafKind::FixedBytes(*len as u8),
            DynSolType::Function => LeafKind::FixedBytes(24),
            _ => LeafKind::Address,
        };
        self.data.get(at..at.checked_add(32)?)?;
        self.leaves.push(Leaf { offset: at, len: 32, kind });
        Some(())
    }

    /// A word that must be a length or an offset inside the data.
    fn small(&self, at: usize) -> Option<usize> {
        let word = U256::from_be_slice(self.data.get(at..at.checked_add(32)?)?);
        usize::try_from(word).ok().filter(|&n| n <= self.data.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Codec, LeafKind};
    use alloy_dyn_abi::{DynSolType, DynSolValue};
    use alloy_primitives::U256;
    use proptest::prelude::*;

    fn codec(types: &str) -> Codec {
        let DynSolType::Tuple(types) = DynSolType::parse(types).unwrap() else { panic!("a tuple") };
        Codec::new(Some([1, 2, 3, 4]), types)
    }

    #[test]
    fn fixed_layouts_need_no_walk() {
        let codec = codec("(uint8,(int16,bool)[2],bytes3)");
        assert!(codec.is_fixed());
        let (mut data, mut leaves) = (Vec::new(), Vec::new());
        codec.write_zeros(&mut data);
        assert!(codec.leaves(&data, &mut leaves));
        assert_eq!(data.len(), 4 + 6 * 32);
        leaves[1].set_word(&mut data, U256::from(0x8000));
        assert_eq!(leaves[1].word(&data), U256::MAX << 15, "an int16 is sign-extended");
        leaves[5].set_word(&mut data, U256::MAX);
        assert_eq!(leaves[5].word(&data), U256::MAX << 232, "a bytes3 stays left-aligned");
    }

    #[test]
    fn dynamic_leaves_are_found_where_they_lie() {
        let codec = codec("((string,uint256[])[],bytes)");
        let inner = DynSolValue::Tuple(vec![
            DynSolValue::String("abc".into()),
            DynSolValue::Array(vec![DynSolValue::Uint(U256::from(7), 256)]),
        ]);
        let value =
            DynSolValue::Tuple(vec![DynSolValue::Array(vec![inner]), DynSolValue::Bytes(vec![9; 40])]);
        let mut data = vec![1, 2, 3, 4];
        data.extend(value.abi_encode_params());
        let mut leaves = Vec::new();
        assert!(codec.leaves(&data, &mut leaves));
        let kinds: Vec<_> = leaves.iter().map(|l| l.kind).collect();
        assert_eq!(kinds, [LeafKind::String, LeafKind::Uint(256), LeafKind::Bytes]);
        assert_eq!(&data[leaves[0].offset..leaves[0].offset + 3], b"abc");
        assert_eq!(leaves[1].word(&data), U256::from(7));
        assert_eq!(leaves[2].len, 40);
    }

    proptest! {
        #[test]
        fn hostile_data_never_panic(data in proptest::collection::vec(any::<u8>(), 0..400)) {
            let codec = codec("((string,uint256[])[],bytes,uint8[][3])");
            let mut full = vec![1, 2, 3, 4];
            full.extend(data);
            let mut leaves = Vec::new();
            if codec.leaves(&full, &mut leaves) {
                for leaf in leaves {
                    prop_assert!(leaf.offset + leaf.len <= full.len());
                }
            }
        }
    }
}
