//! Cheatcodes: what a Foundry or HEVM test asks of its test stand through the `vm` address.
//!
//! Invariant: engines only call the hooks of [`Cheats`]; everything a cheatcode changes in the chain goes through [`Chain`](crate::chain::Chain), so that one set of
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

mod abi;
mod account;
mod approx;
mod artifact;
mod asserts;
mod block;
mod console;
mod crypto;
mod derive;
mod diff;
mod emit;
mod env;
mod expect_call;
mod expect_create;
mod families;
mod frame;
mod fs;
mod hooks;
mod json;
mod misc;
mod mock;
mod prank;
mod random;
mod record;
mod refused;
mod revert;
mod serialize;
mod snapshot;
mod state;
mod table;
mod text;
pub(crate) mod word_assert;

pub use frame::{CallFrame, CallKind, CreateFrame, FrameEnd, Intercept, Verdict};
pub use state::CheatState;

use crate::setup::CheatConfig;
use alloy_primitives::{Address, address};
use state::Running;
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

/// Every cheatcode that is known, by Solidity signature, sorted; also those that are refused by name.
#[must_use]
pub fn known_cheatcodes() -> Vec<&'static str> {
    table::signatures()
}

/// The cheatcodes of one executor.
#[derive(Clone, Debug)]
pub struct Cheats {
    config: Arc<CheatConfig>,
    state: CheatState,
    /// The state at the start of the running transaction.
    before: CheatState,
    running: Running,
    active: bool,
}

impl Cheats {
    /// Cheatcodes with nothing armed.
    #[must_use]
    pub fn new(config: &CheatConfig) -> Self {
        Self {
            config: Arc::new(config.clone()),
            state: CheatState::default(),
            before: CheatState::default(),
            running: Running::default(),
            active: false,
        }
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
        self.active && (self.state.kept.recording || self.state.kept.diff.is_some())
    }

    /// What a snapshot has to keep. Costs one reference count and one small list.
    #[must_use]
    pub fn state(&self) -> CheatState {
        self.state.clone()
    }

    /// Goes back to a kept state and drops everything that belongs to a running transaction.
    pub fn set_state(&mut self, state: CheatState) {
        self.state = state;
        self.running = Running::default();
        self.refresh();
    }

    /// Whether the state differs from that at the start of the running or last transaction.
    #[must_use]
    pub fn touched(&self) -> bool {
        self.state != self.before
    }

    /// Names given with `vm.label`.
    #[must_use]
    pub fn labels(&self) -> &BTreeMap<Address, String> {
        &self.state.kept.labels
    }

    /// Lines that the last transaction printed with `console.log`, bounded in number.
    #[must_use]
    pub fn console(&self) -> &[String] {
        &self.running.console
    }

    /// The first `vm.assert*` that failed in the last transaction, also if its revert was caught.
    #[must_use]
    pub fn failed_assertion(&self) -> Option<&str> {
        self.running.assertion.as_deref()
    }
}
