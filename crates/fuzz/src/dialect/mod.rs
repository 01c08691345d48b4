//! Running harnesses as they are: which contracts are harnesses, in whose dialect, and how each is deployed.
//!
//! Invariant: a mounted [`Harness`] says everything that search and replay need; the dialect decides nothing later on.
//!
//! The page `dialects` of the book lists how each dialect is recognised and where its peer is not followed.

mod abi;
mod args;
mod bare;
mod deploy;
mod diamond;
mod discover;
mod echidna;
mod echidna_config;
mod error;
mod failure;
mod filter;
mod foundry;
mod honest;
mod keys;
mod medusa;
mod medusa_config;
mod memberships;
mod settings;
mod stage;
mod std_invariant;
mod targets;
mod world;
mod world_keys;

use std::collections::BTreeMap;

use alloy_primitives::{Address, U256};
use hotfire_evm::setup::Fork;
use hotfire_project::Project;

pub use discover::discover;
pub use error::DialectError;
pub use filter::{Filter, Patterns};
pub use world_keys::{HonestKeys, WorldKeys};

use crate::harness::{Dialect, Harness, Semantics};
use echidna_config::EchidnaConfig;
use foundry::Tests;
use medusa_config::MedusaConfig;

/// A contract that is a harness, not deployed yet.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Name of the contract.
    pub contract: String,
    /// Its source, relative to the project.
    pub path: String,
    /// Whose conventions it follows.
    pub dialect: Dialect,
    /// What a user should know before it runs: settings that are not followed, functions that are left out.
    pub notes: Vec<String>,
    plan: Plan,
    filter: Filter,
}

impl Candidate {
    /// `path:Name`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}:{}", self.path, self.contract)
    }
}

/// What the dialect needs to mount a candidate.
#[derive(Clone, Debug)]
enum Plan {
    Foundry(Tests),
    Echidna(Box<EchidnaConfig>),
    Medusa(Box<MedusaConfig>),
    World,
}

/// What the user says about deployment and rules; everything that is absent is the dialect's own.
#[derive(Clone, Debug, Default)]
pub struct MountOptions {
    /// Constructor arguments by contract (`Name` or `path:Name`), one text for each parameter.
    pub constructor_args: BTreeMap<String, Vec<String>>,
    /// Who may call, instead of the dialect's senders.
    pub senders: Vec<Address>,
    /// Longest sequence.
    pub sequence_len_max: Option<usize>,
    /// Longest pause between two transactions, in seconds.
    pub delay_secs_max: Option<u64>,
    /// Longest pause between two transactions, in blocks.
    pub delay_blocks_max: Option<u64>,
    /// Most wei that one transaction may send.
    pub value_max: Option<U256>,
    /// Gas for one transaction.
    pub gas_limit: Option<u64>,
    /// Whether any revert of a called function is a failure.
    pub fail_on_revert: Option<bool>,
    /// The rules in force, instead of those that the harness was compiled for.
    pub fork: Option<Fork>,
    /// Roles whose keys are stolen, in worlds under attack: names of views that tell them; `any-one` tries each in turn.
    pub compromise: Vec<String>,
    /// What the user says about a world under attack.
    pub world: WorldKeys,
    /// Whether `vm.ffi` may run programs.
    pub ffi: bool,
    /// Environment variables for cheatcodes.
    pub env: BTreeMap<String, String>,
}

/// The harnesses of a candidate, and what a user should know about them.
#[derive(Clone, Debug, Default)]
pub struct Mounted {
    /// One or two: a stateful one, and the stateless tests of the same contract. None when `setUp()` asks to be skipped.
    pub harnesses: Vec<Harness>,
    /// What was made up, left out or is not followed; the candidate's own notes are among them.
    pub notes: Vec<String>,
}

/// Deploys a candidate, runs its `setUp()` and reads back what it wants called.
///
/// # Errors
/// See [`DialectError`]; each says what to do.
pub fn mount(
    candidate: &Candidate,
    project: &Project,
    options: &MountOptions,
) -> Result<Vec<Harness>, DialectError> {
    let mounted = mount_noted(candidate, project, options)?;
    for note in &mounted.notes {
        tracing::info!("{note}");
    }
    Ok(mounted.harnesses)
}

/// As [`mount`], and gives the notes to the caller.
///
/// # Errors
/// As [`mount`].
pub fn mount_noted(
    candidate: &Candidate,
    project: &Project,
    options: &MountOptions,
) -> Result<Mounted, DialectError> {
    let mut mounted = match &candidate.plan {
        Plan::Foundry(tests) => foundry::mount(candidate, tests, project, options)?,
        Plan::Echidna(config) => echidna::mount(candidate, config, project, options)?,
        Plan::Medusa(config) => medusa::mount(candidate, config, project, options)?,
        Plan::World => world::mount(candidate, project, options)?,
    };
    mounted.notes.splice(0..0, candidate.notes.iter().cloned());
    for harness in &mut mounted.harnesses {
        options.apply(harness);
    }
    Ok(mounted)
}

impl MountOptions {
    /// The user's rules over the dialect's.
    fn apply(&self, harness: &mut Harness) {
        fn set<T>(field: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *field = value;
            }
        }
        let semantics: &mut Semantics = &mut harness.semantics;
        set(&mut semantics.gas_limit, self.gas_limit);
        if semantics.stateless {
            return;
        }
        set(&mut semantics.sequence_len_max, self.sequence_len_max);
        set(&mut semantics.delay_secs_max, self.delay_secs_max);
        set(&mut semantics.delay_blocks_max, self.delay_blocks_max);
        set(&mut semantics.value_max, self.value_max);
        set(&mut semantics.fail_on_revert, self.fail_on_revert);
        if !self.senders.is_empty() {
            harness.senders.clone_from(&self.senders);
        }
    }
}
