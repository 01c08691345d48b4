//! Transactions and ordered sequences of them.
//!
//! Invariant: a [`Tx`] is self-contained; sender, target, value, call data and delays are all that a replay needs.

use alloy_primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};

/// One transaction of a sequence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tx {
    /// `msg.sender` and `tx.origin`.
    pub from: Address,
    /// The called contract.
    pub to: Address,
    /// Wei sent along.
    pub value: U256,
    /// Selector and ABI-encoded arguments; empty for plain ether.
    pub data: Bytes,
    /// Seconds that pass before the transaction.
    pub delay_secs: u64,
    /// Blocks that pass before the transaction.
    pub delay_blocks: u64,
    /// What the attacker's contracts do when control reaches them during this transaction.
    #[serde(default, skip_serializing_if = "Script::is_empty")]
    pub script: Script,
}

impl Tx {
    /// The first four bytes of the call data; `None` when there are fewer.
    #[must_use]
    pub fn selector(&self) -> Option<[u8; 4]> {
        self.data.first_chunk::<4>().copied()
    }
}

/// What the attacker's contracts do during one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Script {
    /// One note for each time that control reaches a contract of the attacker's in a call that may change state, in
    /// order. Beyond the last, it only answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// What is answered, by the selector asked; anything else is answered as hooks and tokens want it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
}

/// Calls that are made, in order, when control is handed over once. A call that fails is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Note(pub Vec<NoteCall>);

/// One call out of a note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NoteCall {
    /// The called account.
    pub to: Address,
    /// Wei sent along.
    pub value: U256,
    /// Selector and ABI-encoded arguments.
    pub data: Bytes,
    /// Words of the data, or the wei, that are computed when the call is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<LiveAmount>,
}

/// A number that is read when it is needed and multiplied by a fraction, rounding down.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LiveAmount {
    /// Offset in the data; `None` for the wei sent along.
    pub at: Option<u32>,
    /// What is read.
    pub source: Source,
    /// Times this …
    pub numerator: u64,
    /// … over this; never zero.
    pub denominator: u64,
}

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A word of the call data with which control was handed over, by its offset.
    Handed(u32),
    /// The wei of an account.
    Wei(Address),
    /// A word of what a view answers.
    View(Question),
}

/// A view that is asked with at most two words, and which word of its answer is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Question {
    /// The contract that is asked.
    pub contract: Address,
    /// The view's selector.
    pub selector: [u8; 4],
    /// The arguments; zero beyond those that the view takes.
    pub arguments: [U256; 2],
    /// Index of the word in the answer.
    pub word: u8,
}

impl Question {
    /// What a view of at most one argument answers first.
    #[must_use]
    pub fn new(contract: Address, selector: [u8; 4], argument: U256) -> Self {
        Self { contract, selector, arguments: [argument, U256::ZERO], word: 0 }
    }

    /// The call data, with both words.
    #[must_use]
    pub fn data(&self) -> [u8; 68] {
        let mut data = [0; 68];
        data[..4].copy_from_slice(&self.selector);
        data[4..36].copy_from_slice(&self.arguments[0].to_be_bytes::<32>());
        data[36..].copy_from_slice(&self.arguments[1].to_be_bytes::<32>());
        data
    }

    /// The word that is meant, if the answer has it.
    #[must_use]
    pub fn read(&self, answer: &[u8]) -> Option<U256> {
        let at = 32 * usize::from(self.word);
        answer.get(at..at + 32).map(U256::from_be_slice)
    }
}

/// What the attacker's contracts answer to one selector: the word, four times.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Answer {
    /// First four bytes of the call data.
    pub selector: [u8; 4],
    /// The answer.
    pub word: U256,
}

impl Script {
    /// Whether the attacker only answers, as hooks and tokens want it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.answers.is_empty()
    }
}

/// Transactions in the order in which they happen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sequence(pub Vec<Tx>);

impl std::ops::Deref for Sequence {
    type Target = Vec<Tx>;
    fn deref(&self) -> &Vec<Tx> {
        &self.0
    }
}
