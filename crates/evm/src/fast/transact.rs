//! [`FastExecutor`]: transactions from start to end.
//!
//! Invariant: between two calls no transaction runs, and everything the last one told stays readable until the next.

use super::create::Creation;
use super::frame::{End, Machine, Mode, halt_of};
use super::host::{Callee, Pending, Stand};
use super::run::Start;
use super::snapshot::Snapshot;
use super::state::{Saved, State};
use super::tracer::Tracer;
use crate::chain::{Block, Chain};
use crate::cheats::{CallKind, Cheats, Verdict};
use crate::cmplog::CmpLog;
use crate::coverage::Coverage;
use crate::executor::{AccountDump, Deploy, Deployed, Executor};
use crate::outcome::{Call, Event, Outcome, Status};
use crate::reads::Recorder;
use crate::trace::CallTree;
use crate::world::{Genesis, World};
use alloy_primitives::{Address, Bytes, U256};
use revm::interpreter::InstructionResult;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cells that a state may number; beyond it the numbering is rebuilt before the next transaction.
pub const CELLS_MAX: usize = 1 << 19;
/// Bytes of code that an executor keeps; beyond it they are rebuilt before the next transaction.
pub const CODE_BYTES_MAX: usize = 64 << 20;

/// What becomes of a successful transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Commit,
    Undo,
}

/// The fast engine with a live state. Built and used on one thread; snapshots and coverage travel between threads.
#[derive(Debug)]
pub struct FastExecutor {
    pub(super) machine: Machine,
    world: Arc<World>,
    pub(super) events: Vec<Event>,
    pub(super) recorder: Option<Recorder>,
    pub(super) recordings: u32,
    pub(super) block_watched: Block,
}

impl FastExecutor {
    /// An executor that stands at the world's genesis.
    #[must_use]
    pub fn new(world: Arc<World>) -> Self {
        let state = State::new(Arc::clone(&world.genesis));
        let mut cheats = Cheats::new(&world.cheat_config);
        cheats.set_state(world.cheat_state.clone());
        Self {
            block_watched: state.block.clone(),
            machine: Machine::new(Stand::new(state, cheats)),
            world,
            events: Vec::new(),
            recorder: Some(Recorder::default()),
            recordings: 0,
        }
    }

    /// The world that the executor was built from.
    #[must_use]
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    // ---- ways to run ----

    /// As [`Executor::call`], and logs comparisons and hashes; see [`FastExecutor::cmps`]. A third slower.
    pub fn call_logged(&mut self, call: &Call<'_>) -> Outcome {
        self.machine.stand.cmps.clear();
        self.machine.stand.logging = true;
        let outcome = self.transact(call, Keep::Commit, Mode { covered: true, logged: true });
        self.machine.stand.logging = false;
        outcome
    }

    /// As [`Executor::probe`], and logs comparisons and hashes.
    pub fn probe_logged(&mut self, call: &Call<'_>) -> Outcome {
        self.machine.stand.cmps.clear();
        self.machine.stand.logging = true;
        let outcome = self.transact(call, Keep::Undo, Mode { covered: false, logged: true });
        self.machine.stand.logging = false;
        outcome
    }

    /// Cells whose value the last [`Executor::call`] changed, each once; probes in between do not count.
    #[must_use]
    pub fn written(&self) -> &[u32] {
        &self.machine.stand.state.changed
    }

    /// Values that the last committed call left in the cells it changed.
    pub fn written_values(&self) -> impl Iterator<Item = U256> + '_ {
        let state = &self.machine.stand.state;
        state.changed.iter().map(|&cell| state.value(cell))
    }

    /// Cells that have a number; see [`CELLS_MAX`].
    #[must_use]
    pub fn cells_numbered(&self) -> usize {
        self.machine.stand.state.names.cells()
    }

    /// Comparisons and hashes of the last [`FastExecutor::call_logged`].
    #[must_use]
    pub fn cmps(&self) -> &CmpLog {
        &self.machine.stand.cmps
    }

    /// Coverage so far and the hits of the last call.
    #[must_use]
    pub fn coverage(&self) -> &Coverage {
        &self.machine.stand.coverage
    }

    /// Coverage, to absorb and merge.
    pub fn coverage_mut(&mut self) -> &mut Coverage {
        &mut self.machine.stand.coverage
    }

    /// The cheatcodes: labels, console lines, failed assertions.
    #[must_use]
    pub fn cheats(&self) -> &Cheats {
        &self.machine.stand.cheats
    }

    // ---- snapshots ----

    /// Freezes the state.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let stand = &self.machine.stand;
        stand.state.capture(Some(stand.cheats.state()))
    }

    /// Goes to a frozen state of this world, also one that another executor took.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        let stand = &mut self.machine.stand;
        stand.state.go_to_snapshot(snapshot);
        if let Some(cheats) = snapshot.cheats() {
            stand.cheats.set_state(cheats.clone());
        }
        self.block_watched.clone_from(&stand.state.block);
    }

    /// States that `vm.snapshotState` remembers, as differences from another genesis, and the next number.
    pub(crate) fn saved_states(&mut self, genesis: &Arc<Genesis>) -> (Vec<Saved>, u64) {
        let state = &mut self.machine.stand.state;
        let (list, next) = (state.saved.clone(), state.saved_next);
        let rebased = list.into_iter().map(|Saved { id, state: old }| {
            state.go_to_snapshot(&old);
            let mut other = State::new(Arc::clone(genesis));
            other.load_dump(&state.dump());
            other.block.clone_from(old.block());
            Saved { id, state: other.capture(None) }
        });
        (rebased.collect(), next)
    }

    // ---- inside ----

    pub(super) fn rebuild_if_large(&mut self) {
        let state = &mut self.machine.stand.state;
        if state.names.cells() > CELLS_MAX || state.codes.bytes() > CODE_BYTES_MAX {
            state.rebuild();
        }
    }

    fn begin(&mut self, origin: Address, mode: Mode) {
        self.rebuild_if_large();
        self.events.clear();
        self.machine.mode = mode;
        let stand = &mut self.machine.stand;
        stand.state.begin(origin);
        stand.logs.clear();
        stand.coverage.begin();
        if stand.cheats.enabled() {
            stand.cheats.on_tx_start(&mut stand.state);
            if let Some(recorder) = &mut stand.state.reading {
                // Mocks and recordings are read too, and are not cells.
                recorder.set.opaque |= stand.cheats.active();
            }
        }
        stand.update_flags();
    }

    pub(super) fn transact(&mut self, call: &Call<'_>, keep: Keep, mode: Mode) -> Outcome {
        self.begin(call.from, mode);
        if keep == Keep::Commit {
            self.machine.stand.state.changed.clear();
        }
        self.machine.set_input(call.data);
        let stand = &mut self.machine.stand;
        let Callee { acct, code, delegate, .. } = stand.callee(call.to);
        // What a transaction starts with is warm.
        stand.access(call.from);
        stand.access_found(call.to, acct);
        delegate.map(|delegate| stand.access(delegate));
        if let Some(shadow) = &mut self.machine.shadow {
            shadow.start(stand, call.to);
        }
        let pending = Pending {
            kind: CallKind::Call,
            caller: call.from,
            target: call.to,
            code_address: call.to,
            code,
            value: call.value,
            gas_limit: call.gas_limit,
            is_static: false,
            input: 0..call.data.len(),
            output: 0..0,
        };
        let end = self.machine.execute(Start::Call(pending));
        self.finish(&end, call.gas_limit, keep)
    }

    fn finish(&mut self, end: &End, gas_limit: u64, keep: Keep) -> Outcome {
        let machine = &mut self.machine;
        let stand = &mut machine.stand;
        let mut status = match end.result {
            result if result.is_ok() => Status::Success,
            InstructionResult::Revert => Status::Revert,
            result => Status::Halt(halt_of(result)),
        };
        let mut output = None;
        let mut fault = None;
        if stand.cheats.enabled() {
            match stand.cheats.on_tx_end(&mut stand.state, status.is_success(), &machine.out) {
                Verdict::Keep => {}
                Verdict::Revert(data) => {
                    status = Status::Revert;
                    output = Some(data);
                }
                Verdict::Assume => status = Status::Assume,
                Verdict::Skip => status = Status::Skip,
                Verdict::Fault(why) => {
                    status = Status::Fault;
                    fault = Some(why);
                }
            }
            if keep == Keep::Undo {
                stand.cheats.on_undone();
            }
        }
        stand.coverage.end();
        if status.is_success() && stand.record_events {
            self.events.extend((0..stand.logs.len()).map(|at| stand.logs.event(at)));
        }
        if status.is_success() && keep == Keep::Commit {
            stand.state.commit();
        } else {
            stand.state.rollback();
        }
        let output = output.unwrap_or_else(|| Bytes::copy_from_slice(&machine.out));
        machine.trim();
        Outcome { status, gas_used: gas_limit - end.gas_left, output, fault }
    }
}

impl Executor for FastExecutor {
    fn call(&mut self, call: &Call<'_>) -> Outcome {
        self.transact(call, Keep::Commit, Mode { covered: true, logged: false })
    }

    fn probe(&mut self, call: &Call<'_>) -> Outcome {
        self.transact(call, Keep::Undo, Mode::default())
    }

    fn call_traced(&mut self, call: &Call<'_>) -> (Outcome, CallTree) {
        self.machine.stand.tracer = Some(Box::default());
        let outcome = self.call(call);
        let tracer = self.machine.stand.tracer.take();
        (outcome, tracer.map(|tracer: Box<Tracer>| tracer.finish()).unwrap_or_default())
    }

    fn deploy(&mut self, deploy: &Deploy<'_>) -> (Outcome, Option<Address>) {
        self.begin(deploy.from, Mode::default());
        self.machine.set_input(&[]);
        let creation = Creation {
            caller: deploy.from,
            value: deploy.value,
            init_code: Bytes::copy_from_slice(deploy.init_code),
            salt: None,
            at: deploy.at,
            gas_limit: deploy.gas_limit,
            address: Address::ZERO,
            nonce: 0,
        };
        let end = self.machine.execute(Start::Create(Box::new(creation)));
        let outcome = self.finish(&end, deploy.gas_limit, Keep::Commit);
        let address = end.created.filter(|_| outcome.status.is_success());
        (outcome, address)
    }

    fn reset(&mut self) {
        let stand = &mut self.machine.stand;
        stand.state.go_to_genesis();
        stand.cheats.set_state(self.world.cheat_state.clone());
        self.block_watched.clone_from(&stand.state.block);
    }

    fn record_events(&mut self, on: bool) {
        self.machine.stand.record_events = on;
    }

    fn events(&self) -> &[Event] {
        &self.events
    }

    fn assertion_failed(&self) -> bool {
        self.machine.stand.cheats.failed_assertion().is_some()
    }

    fn deployed(&self) -> &[Deployed] {
        &self.machine.stand.state.deployed
    }

    fn dump(&mut self) -> BTreeMap<Address, AccountDump> {
        self.machine.stand.state.dump()
    }
}

impl Chain for FastExecutor {
    fn balance(&mut self, who: Address) -> U256 {
        self.machine.stand.state.balance(who)
    }
    fn set_balance(&mut self, who: Address, wei: U256) {
        self.machine.stand.state.set_balance(who, wei);
    }
    fn nonce(&mut self, who: Address) -> u64 {
        self.machine.stand.state.nonce(who)
    }
    fn set_nonce(&mut self, who: Address, nonce: u64) {
        self.machine.stand.state.set_nonce(who, nonce);
    }
    fn code(&mut self, who: Address) -> Bytes {
        self.machine.stand.state.code(who)
    }
    fn set_code(&mut self, who: Address, code: Bytes) {
        self.machine.stand.state.set_code(who, code);
    }
    fn load(&mut self, who: Address, slot: U256) -> U256 {
        self.machine.stand.state.load(who, slot)
    }
    fn store(&mut self, who: Address, slot: U256, value: U256) {
        self.machine.stand.state.store(who, slot, value);
    }
    fn slots(&mut self, who: Address) -> Vec<(U256, U256)> {
        self.machine.stand.state.slots(who)
    }
    fn block(&self) -> &Block {
        self.machine.stand.state.block()
    }
    fn block_mut(&mut self) -> &mut Block {
        self.machine.stand.state.block_mut()
    }
    fn origin(&self) -> Address {
        self.machine.stand.state.origin()
    }
    fn set_origin(&mut self, origin: Address) {
        self.machine.stand.state.set_origin(origin);
    }
    fn save_state(&mut self) -> U256 {
        self.machine.stand.state.save_state()
    }
    fn load_state(&mut self, id: U256) -> bool {
        self.machine.stand.state.load_state(id)
    }
    fn drop_state(&mut self, id: U256) -> bool {
        self.machine.stand.state.drop_state(id)
    }
}
