//! The outcome of one top-level call: data, never an error of ours.
//!
//! Invariant: a target's failure is a [`Status`]; a thing the stand cannot do is a [`Fault`] and names itself.

use alloy_primitives::{Address, Bytes, U256};

/// A top-level message call to be executed as a transaction of its own.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// `msg.sender` and `tx.origin`.
    pub from: Address,
    /// The called account.
    pub to: Address,
    /// Wei sent along.
    pub value: U256,
    /// Call data.
    pub data: &'a [u8],
    /// Gas available to the call (no intrinsic cost is taken off).
    pub gas_limit: u64,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Status {
    /// Returned normally; its changes are committed.
    Success,
    /// Reverted with data; nothing changed.
    Revert,
    /// Stopped exceptionally (out of gas, invalid opcode, stack, …); nothing changed.
    Halt(Halt),
    /// `vm.assume` was not met: the input does not count.
    Assume,
    /// `vm.skip(true)`: the test asks not to be counted.
    Skip,
    /// The stand could not do what was asked; see [`Outcome::fault`].
    Fault,
}

impl Status {
    /// Whether the call returned normally.
    #[must_use]
    pub fn is_success(self) -> bool {
        matches!(self, Self::Success)
    }
}

/// Why execution stopped exceptionally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Halt {
    /// Gas, or the memory that gas can pay for, ran out.
    OutOfGas,
    /// `INVALID` or an opcode that the fork does not have.
    InvalidOpcode,
    /// The destination of a jump is not a `JUMPDEST`.
    InvalidJump,
    /// Stack overflow or underflow.
    Stack,
    /// A state change inside a static call.
    StaticWrite,
    /// The sender cannot pay the value.
    OutOfFunds,
    /// Contract creation failed (collision, size, invalid code prefix, nonce).
    Create,
    /// A precompile failed.
    Precompile,
    /// Return data were read out of bounds.
    ReturnDataBounds,
    /// Anything else that ends a call exceptionally.
    Other,
}

/// Something that a harness asked of the stand and that the stand cannot do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub enum Fault {
    /// A cheatcode that is not implemented.
    #[error("cheatcode `{name}` (selector {selector}) is not supported")]
    UnknownCheatcode {
        /// Name with parameter types if the selector is known, otherwise `unknown`.
        name: String,
        /// Four bytes in hexadecimal with `0x`.
        selector: String,
    },
    /// A cheatcode that the project's configuration forbids (file access, ffi, …).
    #[error("cheatcode `{name}` is not permitted: {why}")]
    Forbidden {
        /// Name of the cheatcode.
        name: String,
        /// The missing permission and where to give it.
        why: String,
    },
}

/// The result of a top-level call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// Gas used, refunds not taken off.
    pub gas_used: u64,
    /// Return or revert data.
    pub output: Bytes,
    /// Set exactly when `status` is [`Status::Fault`].
    pub fault: Option<Fault>,
}

/// An event of a successful call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The emitting account.
    pub address: Address,
    /// Up to four topics.
    pub topics: Vec<alloy_primitives::B256>,
    /// Unindexed data.
    pub data: Bytes,
}
