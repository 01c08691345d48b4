//! The steps that deploy a harness: balances, libraries, contracts with their arguments, calls.
//!
//! Invariant: an address that a step will create is known before the step is run, so that the whole setup is plain data.

use std::collections::BTreeMap;
use std::sync::Arc;

use alloy_json_abi::Param;
use alloy_primitives::{Address, Bytes, U256, address};
use hotfire_evm::chain::Block;
use hotfire_evm::setup::{ArtifactCode, CheatConfig, Fork, FsPermission, Setup, Step};
use hotfire_project::{Contract, ContractKind, LinkedLibraries, Project};

use super::{DialectError, MountOptions, abi, args};

/// Who deploys libraries, as in forge's tests: from nonce 0, each before what calls it.
const LIBRARY_DEPLOYER: Address = address!("1F95D37F27EA0dEA9C252FC09D5A6eaA97647353");

/// How deep constructor arguments may need further deployments.
const DRAW_DEPTH_MAX: usize = 4;

/// A setup under construction.
pub(super) struct Builder<'a> {
    pub project: &'a Project,
    pub setup: Setup,
    /// Contracts deployed by steps, in order: name and address.
    pub placed: Vec<(String, Address)>,
    linked: LinkedLibraries,
    libraries: Vec<String>,
    nonces: BTreeMap<Address, u64>,
    /// What a user should know.
    pub notes: Vec<String>,
}

impl<'a> Builder<'a> {
    /// An empty chain with the project's cheatcode permissions.
    pub(super) fn new(
        project: &'a Project,
        contract: &Contract,
        block: Block,
        options: &MountOptions,
    ) -> Self {
        let fork = options.fork.unwrap_or_else(|| fork_of(contract));
        let setup = Setup { fork, block, cheats: cheats(project, options), ..Setup::default() };
        Self {
            project,
            setup,
            placed: Vec::new(),
            linked: project.linked.clone(),
            libraries: Vec::new(),
            nonces: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// Gives an account wei before the first step; the last gift counts.
    pub(super) fn fund(&mut self, who: Address, wei: U256) {
        self.setup.balances.retain(|(funded, _)| *funded != who);
        if !wei.is_zero() {
            self.setup.balances.push((who, wei));
        }
    }

    /// Deploys the libraries of a contract and then the contract.
    pub(super) fn deploy(
        &mut self,
        contract: &'a Contract,
        from: Address,
        at: Option<Address>,
        ctor_args: &[u8],
        value: U256,
    ) -> Result<Address, DialectError> {
        refuse_abstract(self.project, contract)?;
        for library in self.project.link_plan(contract)? {
            self.deploy_library(library)?;
        }
        let init_code = Bytes::from(contract.init_code(&self.linked, ctor_args)?);
        let address = self.place(from, at);
        self.setup.steps.push(Step::Deploy { from, at, init_code, value, label: contract.name.clone() });
        self.placed.push((contract.name.clone(), address));
        Ok(address)
    }

    /// Deploys bare creation code.
    pub(super) fn deploy_code(&mut self, from: Address, at: Address, init_code: Bytes) {
        self.place(from, Some(at));
        let label = format!("code at {at}");
        self.setup.steps.push(Step::Deploy { from, at: Some(at), init_code, value: U256::ZERO, label });
    }

    /// Where the next contract of a creator will be once the libraries of what it deploys are there.
    pub(super) fn next_address(&self, from: Address) -> Address {
        from.create(self.nonces.get(&from).copied().unwrap_or_default())
    }

    /// Calls a contract.
    pub(super) fn call(&mut self, from: Address, to: Address, data: Vec<u8>, label: &str) {
        let step = Step::Call { from, to, data: data.into(), value: U256::ZERO, label: label.to_owned() };
        self.setup.steps.push(step);
    }

    /// Encoded constructor arguments: the user's, or none when none are needed.
    pub(super) fn given_args(
        &self,
        contract: &Contract,
        options: &MountOptions,
    ) -> Result<Option<Vec<u8>>, DialectError> {
        let given = options.constructor_args.get(&contract.name);
        match given.or_else(|| options.constructor_args.get(&contract.id())) {
            Some(texts) => Ok(Some(contract.encode_constructor(texts)?)),
            None if inputs(contract).is_empty() => Ok(Some(Vec::new())),
            None => Ok(None),
        }
    }

    /// As [`Self::given_args`]; arguments that nobody gave are an error.
    pub(super) fn needed_args(
        &self,
        contract: &Contract,
        options: &MountOptions,
        advice: &str,
    ) -> Result<Vec<u8>, DialectError> {
        self.given_args(contract, options)?.ok_or_else(|| DialectError::ConstructorArgs {
            contract: contract.id(),
            params: abi::params(inputs(contract)),
            advice: advice.to_owned(),
        })
    }

    /// Draws constructor arguments; a parameter of a contract type gets a fresh contract of the project.
    pub(super) fn drawn_args(
        &mut self,
        contract: &'a Contract,
        owner: Address,
        options: &MountOptions,
    ) -> Result<Vec<u8>, DialectError> {
        self.draw(contract, owner, options, 0)
    }

    fn draw(
        &mut self,
        contract: &'a Contract,
        owner: Address,
        options: &MountOptions,
        depth: usize,
    ) -> Result<Vec<u8>, DialectError> {
        if let Some(given) = self.given_args(contract, options)? {
            return Ok(given);
        }
        let params = inputs(contract);
        let mut texts = Vec::with_capacity(params.len());
        for param in params {
            let text = match self.collaborator(param, contract) {
                Some(other) if depth < DRAW_DEPTH_MAX => {
                    let args = self.draw(other, owner, options, depth + 1)?;
                    Some(self.deploy(other, owner, None, &args, U256::ZERO)?.to_string())
                }
                _ => args::draw(param, owner),
            };
            let text = text.ok_or_else(|| DialectError::ConstructorArgs {
                contract: contract.id(),
                params: abi::params(params),
                advice: "write them into the configuration: none could be made up".to_owned(),
            })?;
            texts.push(text);
        }
        self.notes.push(format!(
            "{}: constructor arguments were made up: {}; give your own in the configuration",
            contract.id(),
            texts.join(", ")
        ));
        Ok(contract.encode_constructor(&texts)?)
    }

    /// The one contract of the project that can stand for a parameter's contract or interface type.
    fn collaborator(&self, param: &Param, contract: &Contract) -> Option<&'a Contract> {
        let wanted = args::contract_type(param)?;
        let fits = |other: &&Contract| {
            other.kind == ContractKind::Contract
                && other.is_own_source
                && other.is_deployable()
                && !other.is_test_source
                && other.id() != contract.id()
        };
        let all = &self.project.contracts;
        if let Some(exact) = all.iter().filter(fits).find(|other| other.name == wanted) {
            return Some(exact);
        }
        let mut heirs = all.iter().filter(fits).filter(|other| other.bases.iter().any(|base| base == wanted));
        heirs.next().filter(|_| heirs.next().is_none())
    }

    fn deploy_library(&mut self, library: &'a Contract) -> Result<(), DialectError> {
        let id = library.id();
        if self.libraries.contains(&id) {
            return Ok(());
        }
        let init_code = Bytes::from(library.init_code(&self.linked, &[])?);
        let address = self.place(LIBRARY_DEPLOYER, None);
        self.linked.insert(&library.path, &library.name, address);
        self.setup.steps.push(Step::Deploy {
            from: LIBRARY_DEPLOYER,
            at: None,
            init_code,
            value: U256::ZERO,
            label: library.name.clone(),
        });
        self.libraries.push(id);
        Ok(())
    }

    /// Where the next contract of a creator goes; counts the creator's nonce as the engine does.
    fn place(&mut self, from: Address, at: Option<Address>) -> Address {
        let nonce = self.nonces.entry(from).or_default();
        let address = at.unwrap_or_else(|| from.create(*nonce));
        *nonce += 1;
        address
    }
}

/// The constructor's parameters.
pub(super) fn inputs(contract: &Contract) -> &[Param] {
    contract.abi.constructor.as_ref().map_or(&[], |constructor| &constructor.inputs)
}

/// Whether the constructor takes ether.
pub(super) fn takes_value(contract: &Contract) -> bool {
    let constructor = contract.abi.constructor.as_ref();
    constructor.is_some_and(|c| c.state_mutability == alloy_json_abi::StateMutability::Payable)
}

fn refuse_abstract(project: &Project, contract: &Contract) -> Result<(), DialectError> {
    if contract.kind != ContractKind::Abstract {
        return Ok(());
    }
    let outline = project.sources.by_path(&contract.path).map(|source| source.outline());
    let bare = outline
        .into_iter()
        .flat_map(|outline| &outline.functions)
        .filter(|function| !function.has_body && function.contract.as_ref() == Some(&contract.name));
    let mut missing = bare.map(|function| format!("{}()", function.name)).collect::<Vec<_>>().join(", ");
    if missing.is_empty() {
        missing = "it is declared abstract, or a base's function has no body".to_owned();
    }
    Err(DialectError::Abstract { contract: contract.id(), missing })
}

/// The rules that the contract was compiled for.
fn fork_of(contract: &Contract) -> Fork {
    let named = contract.evm_version.as_deref().map(|name| serde_json::Value::String(name.to_lowercase()));
    named.and_then(|name| serde_json::from_value(name).ok()).unwrap_or_default()
}

/// What cheatcodes may do: the project's file permissions, and programs only when the user allows it.
fn cheats(project: &Project, options: &MountOptions) -> CheatConfig {
    let permissions = project.foundry.fs_permissions.iter().map(|entry| FsPermission {
        path: entry.path.clone().into(),
        read: entry.read,
        write: entry.write,
    });
    CheatConfig {
        enabled: true,
        ffi: options.ffi,
        root: project.root.clone(),
        fs_permissions: permissions.collect(),
        artifacts: Arc::new(artifacts(project)),
        env: options.env.clone(),
    }
}

/// Code by each name that `getCode` accepts. Contracts that need libraries are there only once those are linked.
fn artifacts(project: &Project) -> BTreeMap<String, ArtifactCode> {
    let mut codes = BTreeMap::new();
    for contract in project.contracts.iter().filter(|contract| contract.is_deployable()) {
        let (Ok(init), Ok(runtime)) =
            (contract.init.linked(&project.linked), contract.runtime.linked(&project.linked))
        else {
            continue;
        };
        let code = ArtifactCode { init: init.into(), runtime: runtime.into() };
        let file = contract.path.rsplit('/').next().unwrap_or(&contract.path);
        let names = [
            contract.id(),
            format!("{file}:{}", contract.name),
            format!("{}/{file}/{}.json", project.foundry.out, contract.name),
            contract.name.clone(),
        ];
        for name in names {
            codes.entry(name).or_insert_with(|| code.clone());
        }
        if file.strip_suffix(".sol") == Some(&contract.name) {
            codes.entry(file.to_owned()).or_insert(code);
        }
    }
    codes
}
