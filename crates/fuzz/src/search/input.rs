//! The numbers of a transaction that a comparison may depend on.
//!
//! Invariant: setting an input changes nothing else of the draft.

use super::draft::Draft;
use crate::harness::Semantics;
use crate::values::{Leaf, LeafKind};
use alloy_primitives::{Address, B256, U256};

/// One number of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// A word among the arguments.
    Word(Leaf),
    /// Wei sent along.
    Value,
    /// Seconds before the transaction.
    DelaySecs,
    /// Blocks before the transaction.
    DelayBlocks,
    /// The sender.
    Sender,
}

impl Input {
    /// The inputs that may be changed.
    pub(crate) fn all(leaves: &[Leaf], payable: bool, semantics: &Semantics) -> Vec<Self> {
        let words = leaves.iter().filter(|leaf| leaf.is_word()).map(|leaf| Self::Word(*leaf));
        let mut inputs: Vec<Self> = words.take(48).collect();
        if payable && !semantics.value_max.is_zero() {
            inputs.push(Self::Value);
        }
        if semantics.delay_secs_max > 0 {
            inputs.push(Self::DelaySecs);
        }
        if semantics.delay_blocks_max > 0 {
            inputs.push(Self::DelayBlocks);
        }
        inputs
    }

    /// Whether arithmetic on the input makes sense.
    pub(crate) fn is_number(self) -> bool {
        match self {
            Self::Word(leaf) => {
                matches!(leaf.kind, LeafKind::Uint(_) | LeafKind::Int(_) | LeafKind::FixedBytes(_))
            }
            Self::Sender => false,
            _ => true,
        }
    }

    /// The smallest step: left-aligned words count in their lowest byte.
    pub(crate) fn step(self) -> U256 {
        match self {
            Self::Word(Leaf { kind: LeafKind::FixedBytes(len), .. }) if len < 32 => {
                U256::ONE << (8 * (32 - usize::from(len)))
            }
            _ => U256::ONE,
        }
    }

    /// Number of bits that the input can hold.
    pub(crate) fn bits(self) -> usize {
        match self {
            Self::Word(Leaf { kind: LeafKind::Uint(bits) | LeafKind::Int(bits), .. }) => usize::from(bits),
            Self::DelaySecs | Self::DelayBlocks => 32,
            Self::Value => 128,
            _ => 256,
        }
    }

    pub(crate) fn get(self, draft: &Draft) -> U256 {
        match self {
            Self::Word(leaf) => leaf.word(&draft.data),
            Self::Value => draft.value,
            Self::DelaySecs => U256::from(draft.delay_secs),
            Self::DelayBlocks => U256::from(draft.delay_blocks),
            Self::Sender => U256::from_be_slice(draft.from.as_slice()),
        }
    }

    /// Sets the input, cut to what it can hold; `false` if the harness does not allow the number.
    pub(crate) fn set(self, draft: &mut Draft, word: U256, semantics: &Semantics) -> bool {
        match self {
            Self::Word(leaf) => leaf.set_word(&mut draft.data, word),
            Self::Value => {
                if word > semantics.value_max {
                    return false;
                }
                draft.value = word;
            }
            Self::DelaySecs => {
                if word > longest_wait(semantics.delay_secs_max, semantics) {
                    return false;
                }
                draft.delay_secs = word.saturating_to();
            }
            Self::DelayBlocks => {
                if word > longest_wait(semantics.delay_blocks_max, semantics) {
                    return false;
                }
                draft.delay_blocks = word.saturating_to();
            }
            Self::Sender => draft.from = Address::from_word(B256::from(word)),
        }
        true
    }
}

/// As long as a whole sequence can wait: transactions that fail let time pass too.
fn longest_wait(delay_max: u64, semantics: &Semantics) -> U256 {
    U256::from(delay_max) * U256::from(semantics.sequence_len_max)
}
