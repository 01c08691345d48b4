//! What an engine tells the cheatcodes about a frame, and what they answer.
//!
//! Invariant: a hook changes a frame only through the `&mut` fields named here; the engine honours every one of them.

use crate::outcome::Fault;
use alloy_primitives::{Address, B256, Bytes, U256};

/// How a message call was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// `CALL`, and the top-level call.
    Call,
    /// `CALLCODE`.
    CallCode,
    /// `DELEGATECALL`.
    DelegateCall,
    /// `STATICCALL`.
    StaticCall,
}

/// A message call that is about to run.
#[derive(Debug)]
pub struct CallFrame<'a> {
    /// Depth of the new frame; the top-level call is 0.
    pub depth: usize,
    /// The instruction.
    pub kind: CallKind,
    /// `msg.sender` of the callee and payer of the value. A prank changes it.
    pub caller: Address,
    /// The account whose storage is used (`address(this)`). A delegated prank changes it.
    pub target: Address,
    /// The account whose code runs. `mockFunction` changes it.
    pub code_address: Address,
    /// `msg.value` in wei, also where nothing is transferred (`DELEGATECALL`).
    pub value: U256,
    /// Call data.
    pub input: &'a [u8],
    /// Gas given to the frame.
    pub gas_limit: u64,
    /// Whether state changes are forbidden.
    pub is_static: bool,
}

/// A contract creation that is about to run.
#[derive(Debug)]
pub struct CreateFrame<'a> {
    /// Depth of the new frame; a top-level creation is 0.
    pub depth: usize,
    /// The creator, whose nonce decides the address. A prank changes it.
    pub caller: Address,
    /// Wei given to the constructor.
    pub value: U256,
    /// Creation code.
    pub init_code: &'a [u8],
    /// The salt of a `CREATE2`.
    pub salt: Option<B256>,
    /// Gas given to the frame.
    pub gas_limit: u64,
}

/// How a frame ended, or how it is made to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameEnd {
    /// Whether it returned normally.
    pub success: bool,
    /// Return or revert data. For a creation: empty on success, revert data otherwise.
    pub output: Bytes,
    /// The created account; `None` for calls and for failed creations.
    pub created: Option<Address>,
    /// Gas that the frame used, refunds not taken off.
    pub gas_used: u64,
}

/// What to do with a frame that is about to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intercept {
    /// Run it, with the frame's fields as they now are.
    Continue,
    /// Do not run it: it ends like this, uses no gas and moves no value.
    Return(FrameEnd),
    /// Run other code in its place as a call without value: storage, address and balance are those of `target`, `caller` is as in
    /// the frame.
    Run {
        /// The account in whose context the code runs.
        target: Address,
        /// Runtime code to run.
        code: Bytes,
        /// Call data for it.
        input: Bytes,
    },
}

/// What the cheatcodes make of a finished transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The outcome stands.
    Keep,
    /// The transaction counts as reverted with these data (an expectation was not met) and changed nothing.
    Revert(Bytes),
    /// The input does not count (`vm.assume`).
    Assume,
    /// The test asks not to be counted (`vm.skip`).
    Skip,
    /// The stand could not do what was asked; nothing changed.
    Fault(Fault),
}
