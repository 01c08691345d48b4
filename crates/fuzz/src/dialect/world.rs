//! A world without tests: a `setUp()` that an attacker is let loose on.
//!
//! Invariant: targets are what the setup deployed; the world contract itself is never attacked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use alloy_json_abi::{Function as AbiFunction, JsonAbi, Param};
use alloy_primitives::{Address, U256};
use hotfire_evm::FastExecutor;
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::Executor;
use hotfire_project::{Contract, Project};

use super::abi::{callable, is_view, nameless};
use super::bare;
use super::deploy::Builder;
use super::diamond::{self, Facet};
use super::foundry::{STAND, STAND_NONCE, block_of, set_up_of};
use super::honest;
use super::keys::{in_turn, stolen};
use super::memberships::memberships;
use super::stage::Stage;
use super::targets::Known;
use super::world_keys::Directory;
use super::{Candidate, DialectError, MountOptions, Mounted};
use crate::attack::{ACCOMPLICE, ATTACKER, Arena, BANK, Input, View, Wanted, codes, explore};
use crate::harness::{Dialect, Function, Harness, Literals, Semantics};

/// Contracts of unknown code that are targets.
const STRANGERS_MAX: usize = 64;
/// Gas of a transaction: what fits into a block.
const GAS_LIMIT: u64 = 30_000_000;
/// Longest attack with its loans and approvals.
const SEQUENCE_LEN_MAX: usize = 256;
/// Wei that the bank has.
const BANK_WEI: u128 = 1_000_000_000_000 * 10_u128.pow(18);

/// Deploys a world, runs its `setUp()` and reads it as an attacker does.
pub(super) fn mount(
    candidate: &Candidate,
    project: &Project,
    options: &MountOptions,
) -> Result<Mounted, DialectError> {
    let id = candidate.id();
    let contract = project.contract_named(&id)?;
    let chain = &project.foundry.chain;
    let mut builder = Builder::new(project, contract, block_of(project), options);
    let world = STAND.create(STAND_NONCE);
    for who in [STAND, chain.sender, world] {
        builder.fund(who, chain.initial_balance);
    }
    builder.fund(BANK, U256::from(BANK_WEI));
    builder.setup.codes.extend(codes());
    let args = builder.needed_args(contract, options, "make what the world needs in setUp()")?;
    builder.deploy(contract, STAND, Some(world), &args, U256::ZERO)?;
    if let Some(set_up) = set_up_of(&contract.abi) {
        builder.call(chain.sender, world, set_up.selector().to_vec(), &set_up.signature());
    }
    let mut notes = std::mem::take(&mut builder.notes);
    let Some(mut stage) = Stage::build(project, &builder.setup, &id)? else {
        notes.push(format!("{id}: setUp() asks to be skipped"));
        return Ok(Mounted { harnesses: Vec::new(), notes });
    };
    let harness =
        Mount { id: &id, contract, world, options }.harness(&mut stage, chain.sender, &mut notes)?;
    let harnesses = in_turn(harness, &options.compromise, &mut notes);
    Ok(Mounted { harnesses, notes })
}

struct Mount<'a> {
    id: &'a str,
    contract: &'a Contract,
    world: Address,
    options: &'a MountOptions,
}

impl Mount<'_> {
    fn harness(
        &self,
        stage: &mut Stage<'_>,
        sender: Address,
        notes: &mut Vec<String>,
    ) -> Result<Harness, DialectError> {
        let labels = stage.labels();
        let strangers = self.strangers(stage);
        let created = stage.created.iter().map(|known| known.address);
        let contracts: Vec<Address> = created.chain(strangers.iter().copied()).collect();
        let keys = &self.options.world;
        let directory = Directory { labels: &labels, contracts: &contracts };
        let wanted = directory.wanted(keys)?;
        let excluded = keys.excluded.iter().map(|name| directory.contract("world.excluded", name));
        let excluded = excluded.collect::<Result<Vec<_>, _>>()?;
        let mut targets = self.targets(stage);
        let mut bare = self.bare(stage, &mut targets, &strangers);
        targets.retain(|(known, _)| !excluded.contains(&known.address));
        bare.retain(|(address, _)| !excluded.contains(address));
        let wanted = Wanted { memberships: memberships(&targets, &labels), ..wanted };
        let mut exec = FastExecutor::new(stage.world.clone());
        let (functions, views) = self.interface(&targets, &bare, &labels, &mut exec)?;
        let literals = stage.literals();
        let accounts = self.accounts(stage, &literals, sender);
        let read = |exec: &mut FastExecutor, stolen: Vec<Address>| {
            let mut arena =
                Arena::read(exec, self.world, &functions, views.clone(), &accounts, stolen, &wanted);
            let name = |token: Address| symbol(exec, token).or_else(|| labels.get(&token).cloned());
            arena.name_assets(name);
            directory.complete(&mut arena, keys).map(|()| arena)
        };
        let mut arena = read(&mut exec, Vec::new())?;
        let stolen = stolen(&arena, &self.options.compromise)?;
        if !stolen.is_empty() {
            arena = read(&mut exec, stolen)?;
        }
        let of_world = (self.contract.name.as_str(), self.world, &*self.contract.abi);
        let honest = honest::of_world(of_world, sender, &directory, &keys.honest, notes)?;
        if !honest.is_empty() {
            for name in arena.add_honest(&mut exec, honest, GAS_LIMIT) {
                notes.push(format!("{name} fails in the world as setUp() leaves it"));
            }
        }
        let labels = named(&arena, labels.clone());
        if arena.loans.len() <= 1 && arena.assets.len() > 1 {
            notes.push(format!(
                "{}: nobody holds tokens that could be lent; the attacker has ether only",
                self.id
            ));
        }
        let mut senders = vec![ATTACKER, ACCOMPLICE];
        senders.extend(&arena.stolen);
        let mut harness = Harness {
            id: self.id.to_owned(),
            contract: self.contract.name.clone(),
            path: self.contract.path.clone(),
            dialect: Dialect::World,
            address: self.world,
            world: stage.world.clone(),
            functions,
            senders,
            properties: Vec::new(),
            semantics: semantics(),
            labels,
            literals,
            arena: Some(Arc::new(arena)),
        };
        explore(&mut harness);
        Ok(harness)
    }

    /// All functions and views of the targets.
    fn interface(
        &self,
        targets: &[(Known, Arc<JsonAbi>)],
        bare: &[Facet],
        labels: &BTreeMap<Address, String>,
        exec: &mut FastExecutor,
    ) -> Result<(Vec<Function>, Vec<View>), DialectError> {
        let (mut functions, mut views) = (Vec::new(), Vec::new());
        for (known, abi) in targets {
            let name = labels.get(&known.address).unwrap_or(&known.name);
            add_functions(known.address, name, abi, &mut functions, &mut views);
        }
        for (address, selectors) in bare {
            let is_new = |selector: &[u8; 4]| {
                functions.iter().all(|known| known.address != *address || known.selector != Some(*selector))
            };
            let selectors: Vec<[u8; 4]> = selectors.iter().copied().filter(is_new).collect();
            let name = labels.get(address).cloned().unwrap_or_else(|| address.to_string());
            let (more, seen) = bare::read(exec, *address, &name, &selectors);
            functions.extend(more);
            views.extend(seen);
        }
        if functions.iter().all(|function| function.view) {
            let why = "setUp() deployed no contract of this project that has a function which changes state";
            return Err(DialectError::NoTargets { contract: self.id.to_owned(), why: why.to_owned() });
        }
        Ok((functions, views))
    }

    /// Every contract that the setup created, with its interface; behind a proxy, with that of its implementation too.
    fn targets(&self, stage: &mut Stage<'_>) -> Vec<(Known, Arc<JsonAbi>)> {
        let created: Vec<Known> = stage
            .created
            .iter()
            .filter(|known| known.address != self.world && !known.is_library)
            .cloned()
            .collect();
        let mut exec = FastExecutor::new(stage.world.clone());
        let mut targets = Vec::new();
        for known in &created {
            targets.push((known.clone(), known.abi.clone()));
            for implementation in implementations(&mut exec, known.address, &created) {
                targets.push((known.clone(), implementation.abi.clone()));
            }
        }
        targets
    }

    /// Accounts with code that the project does not know: what the setup created or put there.
    fn strangers(&self, stage: &Stage<'_>) -> Vec<Address> {
        let mut exec = FastExecutor::new(stage.world.clone());
        let mut seen: BTreeSet<Address> = stage.created.iter().map(|known| known.address).collect();
        seen.extend(codes().into_iter().map(|(who, _)| who));
        seen.extend([self.world, STAND]);
        let deployed: Vec<Address> = exec.deployed().iter().map(|deployed| deployed.address).collect();
        let mut strangers = Vec::new();
        for who in deployed.into_iter().chain(stage.world.addresses()) {
            let code = exec.code(who);
            let does_something = delegates(&code) || !bare::selectors(&code).is_empty();
            if seen.insert(who) && does_something && strangers.len() < STRANGERS_MAX {
                strangers.push(who);
            }
        }
        strangers
    }

    /// Functions without an interface: those of unknown code, and of facets whose code is. What is delegated by selector, or by
    /// unknown code, to contracts of the project is added to the targets.
    fn bare(
        &self,
        stage: &Stage<'_>,
        targets: &mut Vec<(Known, Arc<JsonAbi>)>,
        strangers: &[Address],
    ) -> Vec<Facet> {
        let mut exec = FastExecutor::new(stage.world.clone());
        let created: Vec<Known> =
            stage.created.iter().filter(|known| known.address != self.world).cloned().collect();
        let mut bare: Vec<Facet> = Vec::new();
        for &who in strangers {
            for known in implementations(&mut exec, who, &created) {
                targets.push((at(known, who), known.abi.clone()));
            }
            let code = exec.code(who);
            bare.push((who, bare::selectors(&code)));
        }
        let of_world: Vec<Address> = created.iter().map(|known| known.address).collect();
        let all: Vec<Address> = of_world.iter().chain(strangers).copied().collect();
        for &who in &all {
            if !delegates(&exec.code(who)) {
                continue;
            }
            let known_at = |at: Address| created.iter().find(|known| known.address == at);
            let mut facets = diamond::told(&mut exec, who);
            if facets.is_empty() {
                for facet in diamond::named(&mut exec, who, &all) {
                    let own: Vec<[u8; 4]> = match known_at(facet) {
                        Some(known) => known.abi.functions().map(|function| function.selector().0).collect(),
                        None => bare::selectors(&exec.code(facet)),
                    };
                    facets.push((facet, diamond::answered(&mut exec, who, &own)));
                }
            }
            for (facet, selectors) in facets.into_iter().filter(|(facet, _)| *facet != who) {
                match known_at(facet) {
                    Some(known) => targets.push((at(known, who), Arc::new(only(&known.abi, &selectors)))),
                    None => bare.push((who, selectors)),
                }
            }
        }
        bare
    }

    /// Accounts that may hold something: those of events and of the world, then numbers that may be addresses.
    fn accounts(&self, stage: &Stage<'_>, literals: &Literals, sender: Address) -> Vec<Address> {
        let mut accounts = Vec::new();
        let mut seen: BTreeSet<Address> = codes().into_iter().map(|(who, _)| who).collect();
        seen.extend([Address::ZERO, BANK, STAND, sender]);
        let mut add = |who: Address| {
            if seen.insert(who) {
                accounts.push(who);
            }
        };
        let events = stage.world.steps().iter().flat_map(|step| &step.events);
        for topic in events.flat_map(|event| event.topics.iter().skip(1)) {
            address_in(U256::from_be_bytes(topic.0)).into_iter().for_each(&mut add);
        }
        add(self.world);
        stage.world.addresses().for_each(&mut add);
        literals.words.iter().filter_map(|word| address_in(*word)).for_each(&mut add);
        accounts
    }
}

/// A contract's interface at another address.
fn at(known: &Known, address: Address) -> Known {
    Known { address, ..known.clone() }
}

/// The functions of an interface that have one of the selectors.
fn only(abi: &JsonAbi, selectors: &[[u8; 4]]) -> JsonAbi {
    let mut abi = JsonAbi { receive: None, fallback: None, ..abi.clone() };
    abi.functions.retain(|_, list| {
        list.retain(|function| selectors.contains(&function.selector().0));
        !list.is_empty()
    });
    abi
}

/// The labels, and names for everybody else who takes part.
fn named(arena: &Arena, mut labels: BTreeMap<Address, String>) -> BTreeMap<Address, String> {
    labels.insert(ATTACKER, "attacker".to_owned());
    labels.insert(ACCOMPLICE, "accomplice".to_owned());
    labels.insert(BANK, "bank".to_owned());
    for honest in &arena.honest_txs {
        labels.entry(honest.tx.from).or_insert_with(|| "honest user".to_owned());
    }
    for role in &arena.roles {
        labels.entry(role.holder).or_insert_with(|| role.name.clone());
    }
    labels
}

/// Contracts of the world that another one may delegate to: their addresses lie in its storage.
fn implementations<'k>(exec: &mut FastExecutor, proxy: Address, created: &'k [Known]) -> Vec<&'k Known> {
    let code = exec.code(proxy);
    if !delegates(&code) {
        return Vec::new();
    }
    let mut named: BTreeSet<Address> =
        exec.slots(proxy).into_iter().filter_map(|(_, word)| address_in(word)).collect();
    crate::values::code_constants(&code, |word| named.extend(address_in(word)));
    created.iter().filter(|known| known.address != proxy && named.contains(&known.address)).collect()
}

/// Whether code has a `DELEGATECALL`; the data of pushes are no instructions.
fn delegates(code: &[u8]) -> bool {
    const DELEGATECALL: u8 = 0xf4;
    const PUSHES: std::ops::RangeInclusive<u8> = 0x60..=0x7f;
    let mut at = 0;
    while let Some(&op) = code.get(at) {
        if op == DELEGATECALL {
            return true;
        }
        at += 1 + if PUSHES.contains(&op) { usize::from(op - 0x5f) } else { 0 };
    }
    false
}

/// Words of an answer that are looked at.
const ANSWER_WORDS_MAX: usize = 4;

fn add_functions(
    address: Address,
    name: &str,
    abi: &JsonAbi,
    functions: &mut Vec<Function>,
    views: &mut Vec<View>,
) {
    let is_new = |functions: &[Function], selector: Option<[u8; 4]>| {
        functions.iter().all(|known| known.address != address || known.selector != selector)
    };
    for function in abi.functions() {
        let selector = function.selector().0;
        if !is_new(functions, Some(selector)) {
            continue;
        }
        if let Some(view) = view_of(address, name, function) {
            views.push(view);
        }
        functions.extend(callable(address, name, function));
    }
    for function in nameless(address, name, abi) {
        if is_new(functions, None) {
            functions.push(function);
        }
    }
}

/// A view of at most two addresses or numbers that answers numbers or addresses.
pub(super) fn view_of(address: Address, name: &str, function: &AbiFunction) -> Option<View> {
    let is_number =
        |ty: &str| (ty == "bool" || ty.starts_with("uint") || ty.starts_with("int")) && !ty.ends_with(']');
    let input = |param: &Param| match param.ty.as_str() {
        "address" => Some(Input::Address),
        ty if ty.starts_with("uint") && is_number(ty) => Some(Input::Number),
        _ => None,
    };
    let inputs: Option<Vec<Input>> = function.inputs.iter().map(input).collect();
    let inputs = inputs.filter(|inputs| inputs.len() <= 2 && is_view(function))?;
    let mut answers = Vec::new();
    for output in function.outputs.iter().take(ANSWER_WORDS_MAX) {
        match output.ty.as_str() {
            "address" => answers.push(true),
            ty if is_number(ty) => answers.push(false),
            _ => break,
        }
    }
    (!answers.is_empty()).then(|| View {
        address,
        subject: format!("{name}.{}", function.signature()),
        selector: function.selector().0,
        inputs,
        answers,
    })
}

fn semantics() -> Semantics {
    Semantics {
        fail_on_revert: false,
        panic_codes: Vec::new(),
        assertions: false,
        stateless: false,
        sequence_len_max: SEQUENCE_LEN_MAX,
        delay_secs_max: 365 * 86_400,
        delay_blocks_max: 365 * 7_200,
        value_max: U256::MAX,
        gas_limit: GAS_LIMIT,
    }
}

/// The word as an address, if it can be one.
fn address_in(word: U256) -> Option<Address> {
    (!word.is_zero() && word.bit_len() <= 160).then(|| Address::from_word(word.into()))
}

/// What a token calls itself.
fn symbol(exec: &mut FastExecutor, token: Address) -> Option<String> {
    const SYMBOL: [u8; 4] = alloy_primitives::hex!("95d89b41");
    let call = hotfire_evm::outcome::Call {
        from: ATTACKER,
        to: token,
        value: U256::ZERO,
        data: &SYMBOL,
        gas_limit: GAS_LIMIT,
    };
    let outcome = exec.probe(&call);
    let len = usize::try_from(U256::from_be_slice(outcome.output.get(32..64)?)).ok()?;
    let text = std::str::from_utf8(outcome.output.get(64..64_usize.checked_add(len)?)?).ok()?;
    let plain = !text.is_empty() && text.len() <= 16 && text.chars().all(|c| c.is_ascii_graphic());
    (outcome.status.is_success() && plain).then(|| text.to_owned())
}
