//! Cheatcodes: what a Foundry or HEVM test asks of its test stand through the `vm` address.
//!
//! Invariant: engines only call the hooks of [`Cheats`]; everything a cheatcode changes in the chain goes through [`Chain`], so that one set of
//! cheatcodes serves both engines.
//!
//! # How an engine uses it
//!
//! - [`Cheats::on_tx_start`], then for each frame [`Cheats::on_call`] or [`Cheats::on_create`] *before* value is moved and a checkpoint is taken, and
//!   [`Cheats::on_call_end`] or [`Cheats::on_create_end`] *after* the frame's checkpoint was committed or reverted; then [`Cheats::on_tx_end`].
//! - While [`Cheats::active`] is `false` every hook may be left out except the two of the transaction, and `on_call` for the two
//!   [`is_cheat_address`] addresses. `active` may change at any hook: ask again at each call site.
//! - A frame for which `on_call` answered [`Intercept::Return`] gets no `on_call_end`.
//! - [`Cheats::on_sload`] and [`Cheats::on_sstore`] are needed only while [`Cheats::records_storage`], [`Cheats::on_log`] only while `active`.
//! - A committed snapshot keeps [`Cheats::state`] (one reference count) and puts it back with [`Cheats::set_state`].
//! - With cheatcodes enabled, the world has [`CHEAT_CODE`] at [`CHEAT_ADDRESS`], so that `extcodesize` checks pass.

mod frame;

pub use frame::{CallFrame, CallKind, CreateFrame, FrameEnd, Intercept, Verdict};

use crate::chain::Chain;
use crate::setup::CheatConfig;
use alloy_primitives::{Address, B256, U256, address};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the cheatcodes live: the last 20 bytes of `keccak256("hevm cheat code")`.
pub const CHEAT_ADDRESS: Address = address!("7109709ECfa91a80626fF3989D68f67F5b1DD12D");
/// Where `console.log` goes: "console.log" in ASCII.
pub const CONSOLE_ADDRESS: Address = address!("000000000000000000636F6e736F6c652e6c6f67");
/// Code that the cheat address must have in a world with cheatcodes; it never runs.
pub const CHEAT_CODE: &[u8] = &[0x00];

/// Whether a call to this account is always for [`Cheats::on_call`].
#[inline]
#[must_use]
pub fn is_cheat_address(who: Address) -> bool {
    who == CHEAT_ADDRESS || who == CONSOLE_ADDRESS
}

/// What stays from one transaction to the next: pranks, mocks, labels, recordings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheatState(Arc<Kept>);

/// The fields of [`CheatState`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Kept {
    labels: BTreeMap<Address, String>,
}

/// The cheatcodes of one executor.
#[derive(Clone, Debug)]
pub struct Cheats {
    config: Arc<CheatConfig>,
    kept: CheatState,
    active: bool,
}

impl Cheats {
    /// Cheatcodes with nothing armed.
    #[must_use]
    pub fn new(config: &CheatConfig) -> Self {
        Self { config: Arc::new(config.clone()), kept: CheatState::default(), active: false }
    }

    /// Whether cheatcodes exist in this world; if not, no hook needs to be called at all.
    #[inline]
    #[must_use]
    pub fn enabled(&self) -> bool {
        self.config.enabled
    }

    /// Whether something is armed that needs every hook.
    #[inline]
    #[must_use]
    pub fn active(&self) -> bool {
        self.active
    }

    /// Whether storage accesses are recorded.
    #[inline]
    #[must_use]
    pub fn records_storage(&self) -> bool {
        false
    }

    /// What a snapshot has to keep. Costs one reference count.
    #[must_use]
    pub fn state(&self) -> CheatState {
        self.kept.clone()
    }

    /// Goes back to a kept state and drops everything that belongs to a running transaction.
    pub fn set_state(&mut self, state: CheatState) {
        self.kept = state;
    }

    /// Names given with `vm.label`.
    #[must_use]
    pub fn labels(&self) -> &BTreeMap<Address, String> {
        &self.kept.0.labels
    }

    /// Lines that the last transaction printed with `console.log`, bounded in number.
    #[must_use]
    pub fn console(&self) -> &[String] {
        &[]
    }

    /// The first `vm.assert*` that failed in the last transaction, also if its revert was caught.
    #[must_use]
    pub fn failed_assertion(&self) -> Option<&str> {
        None
    }

    /// A transaction starts.
    pub fn on_tx_start(&mut self, _chain: &mut dyn Chain) {}

    /// A transaction ended, before the engine commits or rolls back. A failed transaction's changes to [`Cheats::state`] are undone here.
    pub fn on_tx_end(&mut self, _chain: &mut dyn Chain, _success: bool, _output: &[u8]) -> Verdict {
        Verdict::Keep
    }

    /// A message call is about to run.
    pub fn on_call(&mut self, _chain: &mut dyn Chain, _frame: &mut CallFrame<'_>) -> Intercept {
        Intercept::Continue
    }

    /// A message call ended; the frame is as it was after [`Cheats::on_call`].
    pub fn on_call_end(&mut self, _chain: &mut dyn Chain, _frame: &CallFrame<'_>, _end: &mut FrameEnd) {}

    /// A contract creation is about to run.
    pub fn on_create(&mut self, _chain: &mut dyn Chain, _frame: &mut CreateFrame<'_>) -> Intercept {
        Intercept::Continue
    }

    /// A contract creation ended; the frame is as it was after [`Cheats::on_create`].
    pub fn on_create_end(&mut self, _chain: &mut dyn Chain, _frame: &CreateFrame<'_>, _end: &mut FrameEnd) {}

    /// An event was emitted by a frame of this depth.
    pub fn on_log(&mut self, _depth: usize, _address: Address, _topics: &[B256], _data: &[u8]) {}

    /// A slot was read.
    pub fn on_sload(&mut self, _address: Address, _slot: U256, _value: U256) {}

    /// A slot was written.
    pub fn on_sstore(&mut self, _address: Address, _slot: U256, _old: U256, _new: U256) {}
}
