//! Solves comparisons that look at strings, bytes and lengths.
//!
//! Invariant: whatever is tried is valid ABI encoding for the function's types.

use super::fuzzer::Fuzzer;
use super::sites::Seen;
use crate::values::{LeafKind, count_parts, decode, len_of, nth_part, replace_blob, resize_part};
use alloy_primitives::U256;
use hotfire_evm::cmplog::CmpOp;
use hotfire_evm::fast::Snapshot;

/// Longest array or blob that is made to satisfy a length.
const LEN_MAX: usize = 1_024;
/// Shortest piece of a compared word that is looked for in blobs, in bytes.
const PIECE_MIN: usize = 4;

impl Fuzzer {
    /// Tries hashes with a known preimage, words inside blobs, and lengths.
    pub(super) fn copy_blobs(&mut self, state: &Snapshot, seen: &Seen) -> bool {
        let mut candidates = Vec::new();
        if matches!(seen.op, CmpOp::Eq | CmpOp::Differ) && !seen.truth() {
            self.try_preimages(seen.a, seen.b, &mut candidates);
            self.try_preimages(seen.b, seen.a, &mut candidates);
            self.try_words(seen.a, seen.b, &mut candidates);
            self.try_words(seen.b, seen.a, &mut candidates);
        }
        self.try_lengths(seen.a, seen.b, &mut candidates);
        self.try_lengths(seen.b, seen.a, &mut candidates);
        let original = std::mem::take(&mut self.draft.data);
        let mut done = false;
        for data in candidates {
            self.draft.data = data;
            self.observe_from(state, self.in_property(seen));
            done = self.sites.is_solved(seen.key);
            if done || self.is_stopped() {
                break;
            }
        }
        self.draft.data = original;
        done
    }

    /// The input was hashed to `ours`; the preimage of `wanted` is known: put it where ours came from.
    fn try_preimages(&self, ours: U256, wanted: U256, candidates: &mut Vec<Vec<u8>>) {
        let dictionary = &self.dictionary;
        let (Some(ours), Some(wanted)) = (dictionary.preimage(&ours), dictionary.preimage(&wanted)) else {
            return;
        };
        let codec = &self.targets[self.draft.function].codec;
        let data = &self.draft.data;
        let Some(mut values) = decode(codec, data) else { return };
        for part in 0..count_parts(&values) {
            let Some((value, _)) = nth_part(&mut values, &codec.types, part) else { break };
            let blob = match value {
                alloy_dyn_abi::DynSolValue::Bytes(bytes) => bytes.clone(),
                alloy_dyn_abi::DynSolValue::String(text) => text.clone().into_bytes(),
                _ => continue,
            };
            // The whole blob was hashed, or it stands inside what was hashed.
            let at = if blob.is_empty() { (ours.is_empty()).then_some(0) } else { find(ours, &blob) };
            let Some(at) = at else { continue };
            let behind = ours.len() - at - blob.len();
            if wanted.len() >= at + behind {
                candidates.extend(replace_blob(codec, data, part, &wanted[at..wanted.len() - behind]));
            }
        }
        if ours.len() == wanted.len() {
            candidates.extend(self.replace_words_of(ours, wanted));
        }
    }

    /// Every word of `ours` that stands in the arguments is replaced by the word at the same place in `wanted`.
    fn replace_words_of(&self, ours: &[u8], wanted: &[u8]) -> Option<Vec<u8>> {
        let mut data = self.draft.data.clone();
        let mut leaves = Vec::new();
        let codec = &self.targets[self.draft.function].codec;
        if !codec.leaves(&data, &mut leaves) {
            return None;
        }
        for leaf in leaves.iter().filter(|leaf| leaf.is_word()) {
            let word = leaf.word(&self.draft.data).to_be_bytes::<32>();
            let packed = packed_bytes(leaf.kind, &word);
            if let Some(at) = find(ours, &word) {
                leaf.set_word(&mut data, U256::from_be_slice(&wanted[at..at + 32]));
            } else if packed.len() >= PIECE_MIN
                && let Some(at) = find(ours, packed)
            {
                let mut new = [0; 32];
                let start = if matches!(leaf.kind, LeafKind::FixedBytes(_)) { 0 } else { 32 - packed.len() };
                new[start..start + packed.len()].copy_from_slice(&wanted[at..at + packed.len()]);
                leaf.set_word(&mut data, U256::from_be_bytes(new));
            }
        }
        (data != self.draft.data).then_some(data)
    }

    /// A piece of a blob was compared as a word: put the other word's piece there.
    fn try_words(&self, ours: U256, wanted: U256, candidates: &mut Vec<Vec<u8>>) {
        let codec = &self.targets[self.draft.function].codec;
        let mut leaves = Vec::new();
        if !codec.leaves(&self.draft.data, &mut leaves) {
            return;
        }
        let (ours, wanted) = (ours.to_be_bytes::<32>(), wanted.to_be_bytes::<32>());
        for leaf in leaves.iter().filter(|leaf| !leaf.is_word() && leaf.len > 0) {
            let blob = &self.draft.data[leaf.offset..leaf.offset + leaf.len];
            for range in pieces(&ours, &wanted) {
                if let Some(at) = find(blob, &ours[range.clone()]) {
                    let mut data = self.draft.data.clone();
                    let start = leaf.offset + at;
                    data[start..start + range.len()].copy_from_slice(&wanted[range]);
                    candidates.push(data);
                    break;
                }
            }
        }
    }

    /// A length was compared: make the part as long as asked, and one longer and shorter.
    fn try_lengths(&self, ours: U256, wanted: U256, candidates: &mut Vec<Vec<u8>>) {
        let codec = &self.targets[self.draft.function].codec;
        let (Ok(ours), Ok(wanted)) = (usize::try_from(ours), usize::try_from(wanted)) else { return };
        if codec.is_fixed() || wanted > LEN_MAX {
            return;
        }
        let Some(mut values) = decode(codec, &self.draft.data) else { return };
        for part in 0..count_parts(&values) {
            let len = nth_part(&mut values, &codec.types, part).and_then(|(value, _)| len_of(value));
            if len == Some(ours) {
                for len in [wanted, wanted + 1, wanted.saturating_sub(1)] {
                    candidates.extend(resize_part(codec, &self.draft.data, part, len));
                }
            }
        }
    }
}

/// Ranges of two words worth comparing: all of it, and without common zeros at either end.
fn pieces(a: &[u8; 32], b: &[u8; 32]) -> Vec<std::ops::Range<usize>> {
    let zero = |at: usize| a[at] == 0 && b[at] == 0;
    let start = (0..32).take_while(|&at| zero(at)).count();
    let end = 32 - (0..32).rev().take_while(|&at| zero(at)).count();
    let mut ranges = Vec::with_capacity(4);
    ranges.push(0..32);
    if end > start {
        ranges.extend([start..end, start..32, 0..end]);
    }
    ranges
}

/// The bytes that `abi.encodePacked` makes of a word.
fn packed_bytes(kind: LeafKind, word: &[u8; 32]) -> &[u8] {
    match kind {
        LeafKind::Uint(bits) | LeafKind::Int(bits) => &word[32 - usize::from(bits / 8)..],
        LeafKind::Address => &word[12..],
        LeafKind::Bool => &word[31..],
        LeafKind::FixedBytes(len) => &word[..usize::from(len)],
        LeafKind::Bytes | LeafKind::String => &[],
    }
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() || needle.len() > hay.len() {
        return None;
    }
    hay.windows(needle.len()).position(|window| window == needle)
}
