//! A transaction being made: its data are changed in place.
//!
//! Invariant: `data` starts with the selector of `function`.

use crate::harness::{Function, Harness};
use crate::tx::{Script, Tx};
use alloy_primitives::{Address, Bytes, U256};
use hotfire_evm::outcome::Call;

/// A transaction that may still change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Index into the harness's functions.
    pub(crate) function: usize,
    pub(crate) from: Address,
    pub(crate) value: U256,
    pub(crate) delay_secs: u64,
    pub(crate) delay_blocks: u64,
    pub(crate) data: Vec<u8>,
}

impl Draft {
    /// The message call that the draft makes.
    pub(crate) fn call<'a>(&'a self, harness: &Harness) -> Call<'a> {
        Call {
            from: self.from,
            to: harness.functions[self.function].address,
            value: self.value,
            data: &self.data,
            gas_limit: harness.semantics.gas_limit,
        }
    }

    /// Takes over a transaction; `false` if the harness has no such function.
    pub(crate) fn load(&mut self, harness: &Harness, tx: &Tx) -> bool {
        let Some(function) = function_of(harness, tx) else { return false };
        self.function = function;
        self.from = tx.from;
        self.value = tx.value;
        self.delay_secs = tx.delay_secs;
        self.delay_blocks = tx.delay_blocks;
        self.data.clear();
        self.data.extend_from_slice(&tx.data);
        true
    }

    /// The finished transaction.
    pub(crate) fn to_tx(&self, harness: &Harness) -> Tx {
        Tx {
            from: self.from,
            to: harness.functions[self.function].address,
            value: self.value,
            data: Bytes::copy_from_slice(&self.data),
            delay_secs: self.delay_secs,
            delay_blocks: self.delay_blocks,
            script: Script::default(),
        }
    }
}

/// The function that a transaction calls.
pub(crate) fn function_of(harness: &Harness, tx: &Tx) -> Option<usize> {
    let at = |f: &Function| f.address == tx.to;
    let exact =
        harness.functions.iter().position(|f| at(f) && f.selector.is_some() && f.selector == tx.selector());
    let bare = |f: &Function| at(f) && f.selector.is_none();
    let named = |f: &Function| bare(f) && (f.name == "receive") == tx.data.is_empty();
    exact
        .or_else(|| harness.functions.iter().position(named))
        .or_else(|| harness.functions.iter().position(bare))
}
