//! [`ReferenceExecutor`]: transactions from start to end on plain revm.
//!
//! Invariant: a transaction that does not succeed leaves state, block and cheatcodes as they were.

use super::chain;
use super::env::{Ctx, Evm, Extra, context, sync};
use super::handler::{Bare, End};
use super::inspect::Hooks;
use crate::chain::{Block, Chain};
use crate::cheats::{CHEAT_ADDRESS, CHEAT_CODE, CheatState, Cheats, Verdict};
use crate::executor::{AccountDump, Deploy, Deployed, Executor, SETUP_GAS};
use crate::fast::halt_of;
use crate::outcome::{Call, Event, Halt, Outcome, Status};
use crate::setup::{Setup, Step};
use crate::trace::CallTree;
use crate::world::WorldError;
use alloy_primitives::{Address, Bytes, U256};
use revm::context::TxEnv;
use revm::context_interface::JournalTr;
use revm::database::InMemoryDB;
use revm::inspector::InspectorHandler;
use revm::interpreter::InstructionResult;
use revm::primitives::TxKind;
use revm::{DatabaseCommit, MainBuilder};
use std::collections::BTreeMap;

/// What [`Executor::reset`] goes back to.
#[derive(Debug)]
struct Genesis {
    db: InMemoryDB,
    block: Block,
    extra: Extra,
    cheats: CheatState,
    made: usize,
}

/// The reference engine with a live state.
#[derive(Debug)]
pub struct ReferenceExecutor {
    evm: Evm,
    genesis: Option<Box<Genesis>>,
    record_events: bool,
    events: Vec<Event>,
}

/// What becomes of a successful transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Commit,
    Undo,
}

impl ReferenceExecutor {
    /// Replays a setup from an empty chain.
    ///
    /// # Errors
    ///
    /// The first step that does not succeed, with its outcome and, for calls, its call tree.
    pub fn new(setup: &Setup) -> Result<Self, WorldError> {
        let hooks = Hooks::new(Cheats::new(&setup.cheats));
        let evm = context(setup.fork, &setup.block).build_mainnet_with_inspector(hooks);
        let mut this = Self { evm, genesis: None, record_events: false, events: Vec::new() };
        if setup.cheats.enabled {
            this.set_code(CHEAT_ADDRESS, Bytes::from_static(CHEAT_CODE));
        }
        for (who, wei) in &setup.balances {
            this.set_balance(*who, *wei);
        }
        for (who, code) in &setup.codes {
            this.set_code(*who, code.clone());
        }
        for (at, step) in setup.steps.iter().enumerate() {
            this.step(at, step)?;
        }
        this.genesis = Some(Box::new(Genesis {
            db: this.evm.ctx.journaled_state.database.clone(),
            block: this.evm.ctx.block.clone(),
            extra: this.evm.ctx.chain.clone(),
            cheats: this.evm.inspector.cheats.state(),
            made: this.evm.inspector.made.len(),
        }));
        Ok(this)
    }

    /// The cheatcodes: labels, console lines, failed assertions.
    #[must_use]
    pub fn cheats(&self) -> &Cheats {
        &self.evm.inspector.cheats
    }

    fn step(&mut self, at: usize, step: &Step) -> Result<(), WorldError> {
        let (label, outcome, trace) = match step {
            Step::Deploy { from, at, init_code, value, label } => {
                let gas_limit = SETUP_GAS;
                let deploy = Deploy { from: *from, at: *at, init_code, value: *value, gas_limit };
                (label, self.deploy(&deploy).0, None)
            }
            Step::Call { from, to, data, value, label } => {
                let gas_limit = SETUP_GAS;
                let call = Call { from: *from, to: *to, value: *value, data, gas_limit };
                let outcome = self.call(&call);
                let failed = !outcome.status.is_success();
                (label, outcome, failed.then(|| Box::new(self.call_traced(&call).1)))
            }
        };
        if outcome.status.is_success() {
            return Ok(());
        }
        Err(WorldError { label: label.clone(), step: at, outcome: Box::new(outcome), trace })
    }

    fn ctx(&mut self) -> &mut Ctx {
        &mut self.evm.ctx
    }

    /// A write between transactions.
    fn write(&mut self, write: impl FnOnce(&mut Ctx)) {
        write(&mut self.evm.ctx);
        let state = self.evm.ctx.journaled_state.finalize();
        self.evm.ctx.journaled_state.database.commit(state);
    }

    fn transact(&mut self, tx: TxEnv, at: Option<Address>, keep: Keep) -> (Outcome, Option<Address>) {
        self.events.clear();
        let gas_limit = tx.gas_limit;
        let before = (self.evm.ctx.block.clone(), self.evm.ctx.chain.clone());
        let made = self.evm.inspector.made.len();
        self.evm.ctx.tx = tx;
        sync(&mut self.evm.ctx);
        let Evm { ctx, inspector, .. } = &mut self.evm;
        inspector.clear();
        let cheating = inspector.cheats.enabled();
        if cheating {
            inspector.cheats.on_tx_start(ctx);
        }
        let mut handler = Bare { at, end: None };
        let logs = match handler.inspect_run(&mut self.evm) {
            Ok(result) => result.into_logs(),
            Err(_) => Vec::new(),
        };
        let end = handler.end.unwrap_or_else(|| broken(gas_limit));
        let outcome = self.judge(&end, cheating);
        let success = outcome.status.is_success();
        if success && self.record_events {
            self.events = logs.into_iter().map(event).collect();
        }
        let state = self.evm.ctx.journaled_state.finalize();
        if success && keep == Keep::Commit {
            self.evm.ctx.journaled_state.database.commit(state);
        } else {
            (self.evm.ctx.block, self.evm.ctx.chain) = before;
            self.evm.inspector.made.truncate(made);
            if success && cheating {
                self.evm.inspector.cheats.on_undone();
            }
        }
        (outcome, end.created.filter(|_| success))
    }

    fn judge(&mut self, end: &End, cheating: bool) -> Outcome {
        let mut status = match end.result {
            result if result.is_ok() => Status::Success,
            InstructionResult::Revert => Status::Revert,
            result => Status::Halt(halt_of(result)),
        };
        let mut output = end.output.clone();
        let mut fault = None;
        if cheating {
            let Evm { ctx, inspector, .. } = &mut self.evm;
            match inspector.cheats.on_tx_end(ctx, status.is_success(), &output) {
                Verdict::Keep => {}
                Verdict::Revert(data) => {
                    status = Status::Revert;
                    output = data;
                }
                Verdict::Assume => status = Status::Assume,
                Verdict::Skip => status = Status::Skip,
                Verdict::Fault(why) => {
                    status = Status::Fault;
                    fault = Some(why);
                }
            }
        }
        Outcome { status, gas_used: end.gas_used, output, fault }
    }
}

/// The end of a transaction that revm itself refused, which no setting here allows it to.
fn broken(gas_limit: u64) -> End {
    debug_assert!(false, "no check is left that could refuse a transaction");
    let result = InstructionResult::FatalExternalError;
    debug_assert_eq!(halt_of(result), Halt::Other);
    End { result, output: Bytes::new(), gas_used: gas_limit, created: None }
}

fn event(log: revm::primitives::Log) -> Event {
    let (topics, data) = log.data.split();
    Event { address: log.address, topics, data }
}

fn tx_of(call: &Call<'_>) -> TxEnv {
    TxEnv {
        caller: call.from,
        gas_limit: call.gas_limit,
        kind: TxKind::Call(call.to),
        value: call.value,
        data: Bytes::copy_from_slice(call.data),
        ..TxEnv::default()
    }
}

impl Executor for ReferenceExecutor {
    fn call(&mut self, call: &Call<'_>) -> Outcome {
        self.transact(tx_of(call), None, Keep::Commit).0
    }

    fn probe(&mut self, call: &Call<'_>) -> Outcome {
        self.transact(tx_of(call), None, Keep::Undo).0
    }

    fn call_traced(&mut self, call: &Call<'_>) -> (Outcome, CallTree) {
        self.evm.inspector.tracer = Some(Box::default());
        let outcome = self.call(call);
        let tracer = self.evm.inspector.tracer.take();
        (outcome, tracer.map(|tracer| tracer.finish()).unwrap_or_default())
    }

    fn deploy(&mut self, deploy: &Deploy<'_>) -> (Outcome, Option<Address>) {
        let tx = TxEnv {
            caller: deploy.from,
            gas_limit: deploy.gas_limit,
            kind: TxKind::Create,
            value: deploy.value,
            data: Bytes::copy_from_slice(deploy.init_code),
            ..TxEnv::default()
        };
        self.transact(tx, deploy.at, Keep::Commit)
    }

    fn assertion_failed(&self) -> bool {
        self.cheats().failed_assertion().is_some()
    }

    fn reset(&mut self) {
        let Some(genesis) = &self.genesis else { return };
        self.evm.ctx.journaled_state.database = genesis.db.clone();
        self.evm.ctx.block = genesis.block.clone();
        self.evm.ctx.chain = genesis.extra.clone();
        self.evm.inspector.cheats.set_state(genesis.cheats.clone());
        self.evm.inspector.made.truncate(genesis.made);
    }

    fn record_events(&mut self, on: bool) {
        self.record_events = on;
    }

    fn events(&self) -> &[Event] {
        &self.events
    }

    fn deployed(&self) -> &[Deployed] {
        &self.evm.inspector.made
    }

    fn dump(&mut self) -> BTreeMap<Address, AccountDump> {
        chain::dump(self.ctx())
    }
}

impl Chain for ReferenceExecutor {
    fn balance(&mut self, who: Address) -> U256 {
        self.ctx().balance(who)
    }
    fn set_balance(&mut self, who: Address, wei: U256) {
        self.write(|ctx| ctx.set_balance(who, wei));
    }
    fn nonce(&mut self, who: Address) -> u64 {
        self.ctx().nonce(who)
    }
    fn set_nonce(&mut self, who: Address, nonce: u64) {
        self.write(|ctx| ctx.set_nonce(who, nonce));
    }
    fn code(&mut self, who: Address) -> Bytes {
        self.ctx().code(who)
    }
    fn set_code(&mut self, who: Address, code: Bytes) {
        self.write(|ctx| ctx.set_code(who, code));
    }
    fn load(&mut self, who: Address, slot: U256) -> U256 {
        self.ctx().load(who, slot)
    }
    fn store(&mut self, who: Address, slot: U256, value: U256) {
        self.write(|ctx| ctx.store(who, slot, value));
    }
    fn slots(&mut self, who: Address) -> Vec<(U256, U256)> {
        self.ctx().slots(who)
    }
    fn block(&self) -> &Block {
        &self.evm.ctx.block
    }
    fn block_mut(&mut self) -> &mut Block {
        &mut self.evm.ctx.block
    }
    fn origin(&self) -> Address {
        self.evm.ctx.tx.caller
    }
    fn set_origin(&mut self, origin: Address) {
        self.evm.ctx.tx.caller = origin;
    }
    fn save_state(&mut self) -> U256 {
        self.ctx().save_state()
    }
    fn load_state(&mut self, id: U256) -> bool {
        let mut found = false;
        self.write(|ctx| found = ctx.load_state(id));
        found
    }
    fn drop_state(&mut self, id: U256) -> bool {
        self.ctx().drop_state(id)
    }
}
