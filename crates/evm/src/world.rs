//! The world before the first transaction of a campaign: what a [`Setup`] leads to.
//!
//! Invariant: a world is a function of its setup; it is built once and shared by all workers.

use crate::chain::{Block, Chain};
use crate::cheats::{CHEAT_ADDRESS, CHEAT_CODE, CheatState};
use crate::executor::{AccountDump, Deploy, Deployed, Executor, SETUP_GAS};
use crate::fast::{FastExecutor, Saved, Snapshot};
use crate::outcome::{Call, Event, Outcome};
use crate::setup::{CheatConfig, Fork, Setup, Step};
use crate::trace::CallTree;
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One account of a [`Genesis`].
#[derive(Clone, Debug, Default)]
pub(crate) struct GenesisAccount {
    pub(crate) balance: U256,
    pub(crate) nonce: u64,
    pub(crate) code_hash: B256,
    pub(crate) code: Bytes,
    /// Slots that are not zero, sorted.
    pub(crate) storage: Vec<(U256, U256)>,
}

/// The state that every executor of a world starts from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Genesis {
    pub(crate) fork: Fork,
    pub(crate) block: Block,
    /// Sorted by address.
    pub(crate) accounts: Vec<(Address, GenesisAccount)>,
    pub(crate) deployed: Vec<Deployed>,
    pub(crate) saved: Vec<Saved>,
    pub(crate) saved_next: u64,
}

/// A setup step that did not succeed.
#[derive(Debug, thiserror::Error)]
#[error("setup step `{label}` failed: {:?}", outcome.status)]
pub struct WorldError {
    /// The step's label.
    pub label: String,
    /// Its place among the steps, from 0.
    pub step: usize,
    /// How it ended.
    pub outcome: Box<Outcome>,
    /// What happened, if the step was a call.
    pub trace: Option<Box<CallTree>>,
}

/// What one setup step did.
#[derive(Clone, Debug)]
pub struct StepDone {
    /// The step's label.
    pub label: String,
    /// The contract that a deployment created.
    pub created: Option<Address>,
    /// What a call returned.
    pub output: Bytes,
    /// Its events.
    pub events: Vec<Event>,
}

/// A built world.
#[derive(Debug)]
pub struct World {
    pub(crate) genesis: Arc<Genesis>,
    pub(crate) cheat_config: CheatConfig,
    pub(crate) cheat_state: CheatState,
    steps: Vec<StepDone>,
    setup: Setup,
}

impl World {
    /// Runs a setup.
    ///
    /// # Errors
    ///
    /// The first step that does not succeed, with its outcome and, for calls, its call tree.
    pub fn build(setup: &Setup) -> Result<Self, WorldError> {
        let world = Self {
            genesis: Arc::new(first(setup)),
            cheat_config: setup.cheats.clone(),
            cheat_state: CheatState::default(),
            steps: Vec::new(),
            setup: setup.clone(),
        };
        let mut executor = FastExecutor::new(Arc::new(world));
        executor.record_events(true);
        let mut steps = Vec::with_capacity(setup.steps.len());
        for (at, step) in setup.steps.iter().enumerate() {
            steps.push(run_step(&mut executor, at, step)?);
        }
        let mut genesis = Genesis {
            fork: setup.fork,
            block: executor.block().clone(),
            accounts: executor.dump().into_iter().map(|(who, dump)| (who, genesis_account(dump))).collect(),
            deployed: executor.deployed().to_vec(),
            saved: Vec::new(),
            saved_next: 0,
        };
        let cheat_state = executor.cheats().state();
        let (saved, saved_next) = executor.saved_states(&Arc::new(genesis.clone()));
        genesis.saved = saved;
        genesis.saved_next = saved_next;
        Ok(Self {
            genesis: Arc::new(genesis),
            cheat_config: setup.cheats.clone(),
            cheat_state,
            steps,
            setup: setup.clone(),
        })
    }

    /// Runs the calls of the setup once more, on an engine of their own, and tells what happened in each, frame by frame.
    #[must_use]
    pub fn trace_setup(&self) -> Vec<CallTree> {
        let bare = Self {
            genesis: Arc::new(first(&self.setup)),
            cheat_config: self.setup.cheats.clone(),
            cheat_state: CheatState::default(),
            steps: Vec::new(),
            setup: self.setup.clone(),
        };
        let mut executor = FastExecutor::new(Arc::new(bare));
        let mut trees = Vec::new();
        for step in &self.setup.steps {
            match step {
                Step::Deploy { from, at, init_code, value, .. } => {
                    let (from, at, value) = (*from, *at, *value);
                    executor.deploy(&Deploy { from, at, init_code, value, gas_limit: SETUP_GAS });
                }
                Step::Call { from, to, data, value, .. } => {
                    let call = Call { from: *from, to: *to, value: *value, data, gas_limit: SETUP_GAS };
                    trees.push(executor.call_traced(&call).1);
                }
            }
        }
        trees
    }

    /// What the world was built from.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The rules in force.
    #[must_use]
    pub fn fork(&self) -> Fork {
        self.genesis.fork
    }

    /// The block at genesis.
    #[must_use]
    pub fn block(&self) -> &Block {
        &self.genesis.block
    }

    /// What each setup step did, in order.
    #[must_use]
    pub fn steps(&self) -> &[StepDone] {
        &self.steps
    }

    /// Every contract that the setup created, in order.
    #[must_use]
    pub fn deployed(&self) -> &[Deployed] {
        &self.genesis.deployed
    }

    /// All accounts, sorted by address.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + '_ {
        self.genesis.accounts.iter().map(|(who, _)| *who)
    }

    /// Runtime code of an account; empty if it has none.
    #[must_use]
    pub fn code(&self, who: Address) -> Bytes {
        self.account(who).map(|account| account.code.clone()).unwrap_or_default()
    }

    /// Balance of an account in wei.
    #[must_use]
    pub fn balance(&self, who: Address) -> U256 {
        self.account(who).map(|account| account.balance).unwrap_or_default()
    }

    /// All slots of all accounts that are not zero, sorted.
    pub fn storage(&self) -> impl Iterator<Item = (Address, U256, U256)> + '_ {
        self.genesis
            .accounts
            .iter()
            .flat_map(|(who, account)| account.storage.iter().map(|(slot, value)| (*who, *slot, *value)))
    }

    /// The whole state, as [`Executor::dump`] gives it.
    #[must_use]
    pub fn dump(&self) -> BTreeMap<Address, AccountDump> {
        let dump = |account: &GenesisAccount| AccountDump {
            balance: account.balance,
            nonce: account.nonce,
            code: account.code.clone(),
            storage: account.storage.iter().copied().collect(),
        };
        self.genesis.accounts.iter().map(|(who, account)| (*who, dump(account))).collect()
    }

    fn account(&self, who: Address) -> Option<&GenesisAccount> {
        let at = self.genesis.accounts.binary_search_by_key(&who, |(who, _)| *who).ok()?;
        Some(&self.genesis.accounts[at].1)
    }
}

fn genesis_account(dump: AccountDump) -> GenesisAccount {
    GenesisAccount {
        balance: dump.balance,
        nonce: dump.nonce,
        code_hash: keccak256(&dump.code),
        code: dump.code,
        storage: dump.storage.into_iter().collect(),
    }
}

/// The state before the first step.
fn first(setup: &Setup) -> Genesis {
    let mut accounts: BTreeMap<Address, AccountDump> = BTreeMap::new();
    if setup.cheats.enabled {
        accounts.entry(CHEAT_ADDRESS).or_default().code = Bytes::from_static(CHEAT_CODE);
    }
    for (who, wei) in &setup.balances {
        accounts.entry(*who).or_default().balance = *wei;
    }
    for (who, code) in &setup.codes {
        accounts.entry(*who).or_default().code = code.clone();
    }
    Genesis {
        fork: setup.fork,
        block: setup.block.clone(),
        accounts: accounts.into_iter().map(|(who, dump)| (who, genesis_account(dump))).collect(),
        ..Genesis::default()
    }
}

fn run_step(executor: &mut FastExecutor, at: usize, step: &Step) -> Result<StepDone, WorldError> {
    let (label, outcome, created, call) = match step {
        Step::Deploy { from, at, init_code, value, label } => {
            let deploy = Deploy { from: *from, at: *at, init_code, value: *value, gas_limit: SETUP_GAS };
            let (outcome, created) = executor.deploy(&deploy);
            (label, outcome, created, None)
        }
        Step::Call { from, to, data, value, label } => {
            let call = Call { from: *from, to: *to, value: *value, data, gas_limit: SETUP_GAS };
            (label, executor.call(&call), None, Some(call))
        }
    };
    if outcome.status.is_success() {
        let events = executor.events().to_vec();
        return Ok(StepDone { label: label.clone(), created, output: outcome.output, events });
    }
    // The failed step changed nothing, so it fails in the same way once more.
    let trace = call.map(|call| Box::new(executor.call_traced(&call).1));
    Err(WorldError { label: label.clone(), step: at, outcome: Box::new(outcome), trace })
}

/// A world is shared between threads.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<World>();
    shared::<Snapshot>();
};
