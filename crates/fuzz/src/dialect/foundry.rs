//! Foundry's dialect: `setUp()`, invariants over what it deployed, and stateless tests.
//!
//! Invariant: the harness is at the address that the stand's account gives it with nonce 1, so that a proof that creates it
//! first in its own `setUp()` under forge has it at the same address.

use alloy_json_abi::{Function as AbiFunction, JsonAbi};
use alloy_primitives::{Address, Bytes, U256, address};
use hotfire_evm::chain::Block;
use hotfire_project::{Contract, Project};

use super::abi::{TestKind, callable, returns_bool, test_kind};
use super::deploy::Builder;
use super::filter::Filter;
use super::stage::{Stage, artifact};
use super::std_invariant::Wishes;
use super::targets::{Choice, resolve};
use super::{Candidate, DialectError, MountOptions, Mounted};
use crate::harness::{Dialect, Function, Harness, Property, PropertyKind, Semantics};

/// The account that creates the harness: where forge puts a test contract, so a proof has it.
pub(super) const STAND: Address = address!("7FA9385bE102ac3EAc297483Dd6233D62b3e1496");
/// The stand's nonce when it creates the harness.
pub(super) const STAND_NONCE: u64 = 1;
/// Three accounts that nothing is deployed at.
pub(super) const OUTSIDERS: [Address; 3] = [
    address!("0000000000000000000000000000000000010000"),
    address!("0000000000000000000000000000000000020000"),
    address!("0000000000000000000000000000000000030000"),
];
/// An account for a harness that excludes every other sender.
const LAST_SENDER: Address = address!("0000000000000000000000000000000000040000");
/// How many accounts there are besides: enough that what grows with every new account can grow.
const CROWD: u64 = 24;
/// Wei of each outsider: 10,000 ether.
const OUTSIDER_ETHER: u64 = 10_000;
/// Most ether that a transaction to a payable target sends.
const VALUE_ETHER_MAX: u64 = 100;
/// Panic code of a failed `assert`.
const ASSERT: u8 = 0x01;

/// The tests of a contract by signature, as its interface and the filters leave them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tests {
    pub invariants: Vec<String>,
    pub tests: Vec<String>,
    /// `testFail*`.
    pub refused: Vec<String>,
    /// What is left out, for people.
    pub notes: Vec<String>,
}

impl Tests {
    /// Reads a contract's interface.
    pub(super) fn of(contract: &Contract, filter: &Filter) -> Self {
        let mut found = Self::default();
        for function in contract.abi.functions() {
            let signature = function.signature();
            let wanted = filter.wants_test(&signature);
            match test_kind(function) {
                TestKind::Invariant if !wanted => {}
                TestKind::Invariant if !function.inputs.is_empty() => found.notes.push(format!(
                    "{}: {signature} is left out: an invariant has no parameters",
                    contract.id()
                )),
                TestKind::Invariant => {
                    if returns_bool(function) {
                        found.notes.push(format!(
                            "{}: {signature} returns a bool, which says nothing in Foundry; assert it",
                            contract.id()
                        ));
                    }
                    found.invariants.push(signature);
                }
                TestKind::Fuzz | TestKind::Unit if wanted => found.tests.push(signature),
                TestKind::MustFail if wanted => found.refused.push(signature),
                TestKind::Table if wanted => found
                    .notes
                    .push(format!("{}: {signature} is left out: table tests are not run", contract.id())),
                _ => {}
            }
        }
        if contract.abi.function("beforeTestSetup").is_some() && !found.is_empty() {
            found.notes.push(format!("{}: beforeTestSetup is not called", contract.id()));
        }
        found
    }

    /// Whether there is nothing to run.
    pub(super) fn is_empty(&self) -> bool {
        self.invariants.is_empty() && self.tests.is_empty() && self.refused.is_empty()
    }
}

/// Deploys a Foundry harness and runs its `setUp()`.
pub(super) fn mount(
    candidate: &Candidate,
    tests: &Tests,
    project: &Project,
    options: &MountOptions,
) -> Result<Mounted, DialectError> {
    let id = candidate.id();
    let contract = project.contract_named(&id)?;
    if !tests.refused.is_empty() {
        return Err(DialectError::TestFail { contract: id, functions: tests.refused.join(", ") });
    }
    let chain = &project.foundry.chain;
    let mut builder = Builder::new(project, contract, block_of(project), options);
    let harness = STAND.create(STAND_NONCE);
    for who in [STAND, chain.sender, harness] {
        builder.fund(who, chain.initial_balance);
    }
    let ether = U256::from(10).pow(U256::from(18));
    for who in OUTSIDERS {
        builder.fund(who, ether * U256::from(OUTSIDER_ETHER));
    }
    let advice = "forge does not run such a contract either; make what it needs in setUp()";
    let args = builder.needed_args(contract, options, advice)?;
    builder.deploy(contract, STAND, Some(harness), &args, U256::ZERO)?;
    if let Some(set_up) = set_up_of(&contract.abi) {
        builder.call(chain.sender, harness, set_up.selector().to_vec(), &set_up.signature());
    }
    let mut notes = std::mem::take(&mut builder.notes);
    let Some(mut stage) = Stage::build(project, &builder.setup, &id)? else {
        notes.push(format!("{id}: setUp() asks to be skipped"));
        return Ok(Mounted { harnesses: Vec::new(), notes });
    };
    let mount = Mount { id: &id, contract, tests, harness, project };
    let mut harnesses = Vec::new();
    if !tests.invariants.is_empty() {
        harnesses.push(mount.stateful(&mut stage, &mut notes)?);
    }
    if !tests.tests.is_empty() {
        harnesses.push(mount.stateless(&stage));
    }
    Ok(Mounted { harnesses, notes })
}

/// `setUp()`, in whatever case it is written.
pub(super) fn set_up_of(abi: &JsonAbi) -> Option<&AbiFunction> {
    abi.functions().find(|function| test_kind(function) == TestKind::SetUp)
}

pub(super) fn block_of(project: &Project) -> Block {
    let chain = &project.foundry.chain;
    Block {
        number: U256::from(chain.block_number),
        timestamp: U256::from(chain.block_timestamp),
        coinbase: chain.block_coinbase,
        gas_limit: chain.gas_limit,
        base_fee: chain.block_base_fee_per_gas,
        chain_id: chain.chain_id,
        ..Block::default()
    }
}

/// A harness whose world stands.
struct Mount<'a> {
    id: &'a str,
    contract: &'a Contract,
    tests: &'a Tests,
    harness: Address,
    project: &'a Project,
}

impl Mount<'_> {
    fn stateful(&self, stage: &mut Stage<'_>, notes: &mut Vec<String>) -> Result<Harness, DialectError> {
        let sender = self.project.foundry.chain.sender;
        let wishes = Wishes::read(&self.contract.abi, |data| stage.ask(sender, self.harness, data));
        let created = stage.created.clone();
        let project = self.project;
        let stage_cell = std::cell::RefCell::new(stage);
        let choice = Choice {
            id: self.id,
            harness: self.harness,
            created: &created,
            known_at: &|at| stage_cell.borrow_mut().known_at(at),
            artifact: &|name| artifact(project, name),
        };
        let targets = resolve(&choice, &wishes, notes)?;
        let mut functions: Vec<Function> = Vec::new();
        for target in &targets {
            for function in &target.functions {
                match callable(target.address, &target.name, function) {
                    Some(callable) => functions.push(callable),
                    None => notes.push(format!(
                        "{}: {}.{} is left out: a parameter's type cannot be drawn",
                        self.id,
                        target.name,
                        function.signature()
                    )),
                }
            }
        }
        let senders = senders_of(&wishes, sender, self.harness);
        let semantics = self.semantics(notes)?;
        let stage = stage_cell.into_inner();
        Ok(self.assemble(stage, self.id.to_owned(), functions, senders, self.properties(), semantics))
    }

    fn stateless(&self, stage: &Stage<'_>) -> Harness {
        let wanted = self.contract.abi.functions().filter(|f| self.tests.tests.contains(&f.signature()));
        let functions =
            wanted.filter_map(|function| callable(self.harness, &self.contract.name, function)).collect();
        let semantics = Semantics {
            fail_on_revert: true,
            panic_codes: vec![ASSERT],
            assertions: true,
            stateless: true,
            sequence_len_max: 1,
            delay_secs_max: 0,
            delay_blocks_max: 0,
            value_max: U256::ZERO,
            gas_limit: self.project.foundry.chain.gas_limit,
        };
        let senders = vec![self.project.foundry.chain.sender];
        self.assemble(stage, format!("{}#tests", self.id), functions, senders, Vec::new(), semantics)
    }

    fn assemble(
        &self,
        stage: &Stage<'_>,
        id: String,
        functions: Vec<Function>,
        senders: Vec<Address>,
        properties: Vec<Property>,
        semantics: Semantics,
    ) -> Harness {
        let mut labels = stage.labels();
        labels.entry(self.project.foundry.chain.sender).or_insert_with(|| "sender".to_owned());
        Harness {
            id,
            contract: self.contract.name.clone(),
            path: self.contract.path.clone(),
            dialect: Dialect::Foundry,
            address: self.harness,
            world: stage.world.clone(),
            functions,
            senders,
            properties,
            semantics,
            labels,
            literals: stage.literals(),
            arena: None,
        }
    }

    fn properties(&self) -> Vec<Property> {
        let property = |function: &AbiFunction, at_end: bool| Property {
            name: function.signature(),
            address: self.harness,
            contract: self.contract.name.clone(),
            from: self.project.foundry.chain.sender,
            data: Bytes::from(function.selector().to_vec()),
            kind: PropertyKind::MustPass { returns_bool: false },
            at_end,
        };
        let abi = &self.contract.abi;
        let invariants = abi.functions().filter(|f| self.tests.invariants.contains(&f.signature()));
        let after = abi.functions().filter(|f| test_kind(f) == TestKind::AfterInvariant);
        invariants.map(|f| property(f, false)).chain(after.map(|f| property(f, true))).collect()
    }

    /// `[invariant]`, then what the documentation of the contract and its invariants says.
    fn semantics(&self, notes: &mut Vec<String>) -> Result<Semantics, DialectError> {
        let mut depth = 0;
        let mut delays = (0, 0);
        let mut strict = 0;
        for signature in &self.tests.invariants {
            let name = signature.split('(').next();
            let config = self.project.foundry.invariant_for(self.contract, name)?;
            depth = depth.max(config.depth);
            delays.0 = delays.0.max(config.max_time_delay.unwrap_or(0));
            delays.1 = delays.1.max(config.max_block_delay.unwrap_or(0));
            strict += usize::from(config.fail_on_revert);
        }
        let all = self.tests.invariants.len();
        if strict != 0 && strict != all {
            notes.push(format!(
                "{}: fail_on_revert is on for {strict} of {all} invariants; reverts are failures only when it is on for all",
                self.id
            ));
        }
        Ok(Semantics {
            fail_on_revert: all > 0 && strict == all,
            panic_codes: vec![ASSERT],
            assertions: true,
            stateless: false,
            sequence_len_max: usize::try_from(depth).unwrap_or(usize::MAX).max(1),
            delay_secs_max: delays.0,
            delay_blocks_max: delays.1,
            value_max: U256::from(VALUE_ETHER_MAX) * U256::from(10).pow(U256::from(18)),
            gas_limit: self.project.foundry.chain.gas_limit,
        })
    }
}

/// Who calls: what the harness says, otherwise a few accounts that matter.
/// Accounts that only matter for their number.
fn crowd() -> impl Iterator<Item = Address> {
    (0..CROWD).map(|n| Address::from_word(U256::from(0x100_0000 + 0x1_0000 * n).into()))
}

fn senders_of(wishes: &Wishes, sender: Address, harness: Address) -> Vec<Address> {
    let few = [OUTSIDERS[0], OUTSIDERS[1], OUTSIDERS[2], sender, STAND, harness];
    let default: Vec<Address> = few.into_iter().chain(crowd()).collect();
    let wanted = if wishes.senders.is_empty() { &default } else { &wishes.senders };
    let mut senders: Vec<Address> = Vec::new();
    for &who in wanted {
        if !wishes.not_senders.contains(&who) && !senders.contains(&who) {
            senders.push(who);
        }
    }
    if senders.is_empty() {
        senders.push(LAST_SENDER);
    }
    senders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_few_and_honour_the_harness() {
        let harness = STAND.create(STAND_NONCE);
        let default = senders_of(&Wishes::default(), Address::with_last_byte(9), harness);
        assert_eq!(default.len(), 6 + CROWD as usize);
        assert!(default[..6].contains(&harness), "the few come first");
        let only = Wishes { senders: vec![OUTSIDERS[0], OUTSIDERS[0]], ..Wishes::default() };
        assert_eq!(senders_of(&only, STAND, harness), [OUTSIDERS[0]]);
        let without = Wishes { not_senders: vec![OUTSIDERS[0]], ..Wishes::default() };
        assert!(!senders_of(&without, STAND, harness).contains(&OUTSIDERS[0]));
        let nobody = Wishes { senders: vec![STAND], not_senders: vec![STAND], ..Wishes::default() };
        assert_eq!(senders_of(&nobody, STAND, harness), [LAST_SENDER]);
    }
}
