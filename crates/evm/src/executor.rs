//! The seam between the stand and an engine: what any engine can do.
//!
//! Invariant: two executors built from the same [`Setup`](crate::setup::Setup) give the same [`Outcome`] for the same
//! calls, gas included.
//!
//! What both engines agree on, beyond the EVM's rules:
//!
//! - a call has no intrinsic cost, pays no fees and does not touch the sender's nonce; a deployment bumps it by one;
//! - the code size limit (EIP-170) and the init code limit (EIP-3860) are lifted, EIP-3541 is not;
//! - the sender may have code (EIP-3607 is off);
//! - `Status::Success` commits, everything else undoes the call whole, block fields included;
//! - memory of a whole transaction is limited by [`MEMORY_MAX_BYTES`];
//! - `BLOCKHASH` gives the hash of the number written in decimal.

use crate::chain::Chain;
use crate::outcome::{Call, Event, Outcome};
use crate::trace::CallTree;
use alloy_primitives::{Address, B256, Bytes, U256};
use std::collections::BTreeMap;

/// Memory that the frames of one transaction may hold together (forge's default).
pub const MEMORY_MAX_BYTES: u64 = 1 << 27;

/// Gas of a setup step: four times what forge gives a test, and yet an endless loop ends within seconds.
pub const SETUP_GAS: u64 = 1 << 32;

/// A contract creation as a transaction of its own.
#[derive(Clone, Copy, Debug)]
pub struct Deploy<'a> {
    /// The creator.
    pub from: Address,
    /// Where the contract goes; `None` takes the address that the creator's nonce gives.
    pub at: Option<Address>,
    /// Creation code with the constructor's arguments appended.
    pub init_code: &'a [u8],
    /// Wei sent to the constructor.
    pub value: U256,
    /// Gas available.
    pub gas_limit: u64,
}

/// How the address of a created contract came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum CreateKind {
    /// `CREATE` or a deployment: from the creator's nonce before the creation.
    Nonce(u64),
    /// `CREATE2`: from a salt.
    Salt(B256),
    /// The address was forced.
    Forced,
}

/// A contract that was created.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Deployed {
    /// Where it is.
    pub address: Address,
    /// Who created it.
    pub creator: Address,
    /// How its address came about.
    pub kind: CreateKind,
    /// Creation code with the constructor's arguments.
    pub init_code: Bytes,
    /// Hash of the runtime code.
    pub code_hash: B256,
}

/// The whole content of one account. Empty accounts and zero slots are left out of dumps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountDump {
    /// Balance in wei.
    pub balance: U256,
    /// Nonce.
    pub nonce: u64,
    /// Runtime code.
    pub code: Bytes,
    /// Slots that are not zero.
    pub storage: BTreeMap<U256, U256>,
}

/// An engine with a live state. Reads and writes between calls go through [`Chain`] and last until [`Executor::reset`].
pub trait Executor: Chain {
    /// Runs a call and commits it if it succeeds; otherwise nothing changes.
    fn call(&mut self, call: &Call<'_>) -> Outcome;

    /// Runs a call and always undoes it. The call is not static: code that writes works.
    fn probe(&mut self, call: &Call<'_>) -> Outcome;

    /// As [`Executor::call`], and tells what happened frame by frame. Slow.
    fn call_traced(&mut self, call: &Call<'_>) -> (Outcome, CallTree);

    /// Creates a contract; commits if it succeeds. The address is given exactly when it does.
    fn deploy(&mut self, deploy: &Deploy<'_>) -> (Outcome, Option<Address>);

    /// Goes back to genesis: the world as it was built, its block included.
    fn reset(&mut self);

    /// Whether events are kept from now on. Off at first.
    fn record_events(&mut self, on: bool);

    /// The events of the last call if they were recorded; empty if it did not succeed.
    fn events(&self) -> &[Event];

    /// Whether a `vm.assert*` failed in the last call, also if its revert was caught.
    fn assertion_failed(&self) -> bool;

    /// Contracts created since genesis by committed calls, in order.
    fn deployed(&self) -> &[Deployed];

    /// The whole state, sorted.
    fn dump(&mut self) -> BTreeMap<Address, AccountDump>;
}
