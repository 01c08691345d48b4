//! A deployed world, looked at: which contract is where, what it answers, who is called what.
//!
//! Invariant: looking changes nothing; every question is undone.

use std::collections::BTreeMap;
use std::sync::Arc;

use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, U256};
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::{Executor, SETUP_GAS};
use hotfire_evm::outcome::{Call, Status};
use hotfire_evm::setup::Setup;
use hotfire_evm::{FastExecutor, World};
use hotfire_project::{Contract, ContractKind, Project};

use super::targets::Known;
use super::{DialectError, failure};
use crate::harness::Literals;

/// A built world with the means to look at it.
pub(super) struct Stage<'a> {
    pub project: &'a Project,
    pub world: Arc<World>,
    exec: FastExecutor,
    /// Contracts of the project that exist in the world, in the order of their creation.
    pub created: Vec<Known>,
}

impl<'a> Stage<'a> {
    /// Builds the world; `id` names the harness in errors. `None` when `vm.skip(true)` in a step asks for no tests.
    pub(super) fn build(project: &'a Project, setup: &Setup, id: &str) -> Result<Option<Self>, DialectError> {
        let world = match World::build(setup) {
            Ok(world) => Arc::new(world),
            Err(error) if error.outcome.status == Status::Skip => return Ok(None),
            Err(error) => return Err(failure::explain(project, setup, id, &error)),
        };
        let exec = FastExecutor::new(world.clone());
        let addresses: Vec<Address> = exec.deployed().iter().map(|deployed| deployed.address).collect();
        let mut stage = Self { project, world, exec, created: Vec::new() };
        for address in addresses {
            if let Some(known) = stage.known_at(address) {
                stage.created.push(known);
            }
        }
        Ok(Some(stage))
    }

    /// The project's contract whose code an address has.
    pub(super) fn known_at(&mut self, address: Address) -> Option<Known> {
        let code = self.exec.code(address);
        if code.is_empty() {
            return None;
        }
        self.project.contract_by_runtime_code(&code).map(|contract| known(address, contract))
    }

    /// The answer of a call that succeeds and is undone.
    pub(super) fn ask(&mut self, from: Address, to: Address, data: &[u8]) -> Option<Vec<u8>> {
        let call = Call { from, to, value: U256::ZERO, data, gas_limit: SETUP_GAS };
        let outcome = self.exec.probe(&call);
        outcome.status.is_success().then(|| outcome.output.to_vec())
    }

    /// Names for accounts: contracts by their type, numbered when there are several, and what `vm.label` says.
    pub(super) fn labels(&self) -> BTreeMap<Address, String> {
        let mut labels = BTreeMap::new();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for known in &self.created {
            let times = count.entry(&known.name).or_default();
            *times += 1;
            let name = if *times == 1 { known.name.clone() } else { format!("{}#{times}", known.name) };
            labels.insert(known.address, name);
        }
        labels.extend(self.exec.cheats().labels().iter().map(|(who, name)| (*who, name.clone())));
        labels
    }

    /// Constants of the sources of every contract in the world, the harness's among them.
    pub(super) fn literals(&self) -> Literals {
        let mut words = std::collections::BTreeSet::new();
        let mut blobs = std::collections::BTreeSet::new();
        let mut ids: Vec<(&str, &str)> =
            self.created.iter().map(|known| (known.path.as_str(), known.name.as_str())).collect();
        ids.sort_unstable();
        ids.dedup();
        for (path, name) in ids {
            let Some(contract) = self.project.contract_at(path, name) else { continue };
            let found = self.project.literals_of(contract);
            words.extend(found.integers);
            words.extend(
                found.addresses.into_iter().map(|address| U256::from_be_bytes(address.into_word().0)),
            );
            blobs.extend(found.strings.into_iter().map(String::into_bytes));
            blobs.extend(found.bytes);
        }
        Literals { words: words.into_iter().collect(), blobs: blobs.into_iter().collect() }
    }
}

/// The interface of the artifact that a harness names.
pub(super) fn artifact(project: &Project, name: &str) -> Option<Arc<JsonAbi>> {
    let named = |contract: &&Contract| known(Address::ZERO, contract).is_named(name);
    project.contracts.iter().find(named).map(|contract| contract.abi.clone())
}

fn known(address: Address, contract: &Contract) -> Known {
    Known {
        address,
        path: contract.path.clone(),
        name: contract.name.clone(),
        abi: contract.abi.clone(),
        is_library: contract.kind == ContractKind::Library,
    }
}
