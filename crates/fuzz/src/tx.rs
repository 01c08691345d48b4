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
    /// What an attacker's contract does each time that control reaches it during this transaction.
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

/// Calls that the attacker's contract makes, in order, when it is handed control.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Script(pub Vec<Tx>);

impl Script {
    /// Whether the attacker does nothing when called.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
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
