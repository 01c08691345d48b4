//! What the cheatcodes remember: across transactions ([`CheatState`]) and within one ([`Running`]).
//!
//! Invariant: cloning a [`CheatState`] costs one reference count plus one small list; equal states behave equally.

use super::diff::Diff;
use super::emit::ExpectedEmit;
use super::expect_call::ExpectedCall;
use super::expect_create::ExpectedCreate;
use super::mock::Mock;
use super::prank::Prank;
use super::revert::{AssumedRevert, ExpectedRevert};
use crate::outcome::{Event, Fault};
use alloy_primitives::{Address, B256, Bytes, U256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What stays from one transaction to the next: pranks, mocks, labels, recordings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheatState {
    /// Ordered by the depth at which they were asked for.
    pub(super) pranks: Vec<Prank>,
    /// Random values drawn so far.
    pub(super) drawn: u64,
    /// What changes rarely.
    pub(super) kept: Arc<Kept>,
}

impl CheatState {
    /// The rarely changed part, to be changed.
    pub(super) fn kept_mut(&mut self) -> &mut Kept {
        Arc::make_mut(&mut self.kept)
    }

    /// As `clone_from`, without a touch of what is shared already: all workers count its owners in one place.
    pub(super) fn follow(&mut self, other: &Self) {
        self.pranks.clone_from(&other.pranks);
        self.drawn = other.drawn;
        if !Arc::ptr_eq(&self.kept, &other.kept) {
            self.kept = Arc::clone(&other.kept);
        }
    }
}

/// The rarely changed part of [`CheatState`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) labels: BTreeMap<Address, String>,
    pub(super) mocks: BTreeMap<Address, Vec<Mock>>,
    /// Replacement of code by callee and prefix of the call data.
    pub(super) mock_functions: BTreeMap<Address, BTreeMap<Bytes, Address>>,
    /// Events since `recordLogs`.
    pub(super) logs: Option<Vec<Event>>,
    /// Slots read and written since `record`.
    pub(super) accesses: Option<BTreeMap<Address, Accesses>>,
    /// Whether `record` is on (its results can be read after `stopRecord`).
    pub(super) recording: bool,
    /// Account accesses since `startStateDiffRecording`.
    pub(super) diff: Option<Diff>,
    /// Variables set with `setEnv`.
    pub(super) env: BTreeMap<String, String>,
    /// Private keys given to `rememberKey` and its like.
    pub(super) keys: BTreeMap<Address, B256>,
    /// JSON objects under construction (`serialize*`).
    pub(super) objects: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
    /// Lines already read by `readLine`, per canonical path.
    pub(super) lines: BTreeMap<std::path::PathBuf, usize>,
    /// Seed of the random values.
    pub(super) seed: U256,
    /// Ids of the states that the test remembered, oldest first.
    pub(super) saved: Vec<U256>,
    /// Accounts marked with `makePersistent`.
    pub(super) persistent: BTreeSet<Address>,
}

/// Slots touched in one account, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Accesses {
    pub(super) reads: Vec<U256>,
    pub(super) writes: Vec<U256>,
}

/// What belongs to the running transaction alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Running {
    pub(super) revert: Option<ExpectedRevert>,
    pub(super) assumed: Option<AssumedRevert>,
    /// Expected events in the order in which they must come.
    pub(super) emits: Vec<ExpectedEmit>,
    pub(super) calls: BTreeMap<Address, Vec<ExpectedCall>>,
    pub(super) creates: Vec<ExpectedCreate>,
    /// An error that a hook could not raise at once.
    pub(super) late_error: Option<String>,
    pub(super) fault: Option<Fault>,
    pub(super) assertion: Option<String>,
    pub(super) console: Vec<String>,
}

impl Running {
    /// Whether something waits for calls, events or creations to come.
    pub(super) fn armed(&self) -> bool {
        self.revert.is_some()
            || self.assumed.is_some()
            || !self.emits.is_empty()
            || !self.calls.is_empty()
            || !self.creates.is_empty()
    }
}
