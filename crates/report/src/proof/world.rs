//! The world of a proof: a [`Setup`](hotfire_evm::setup::Setup) as Solidity statements.
//!
//! Invariant: one statement or block for each part of the setup, in its order; nothing is left out in silence.

use super::Page;
use super::attack::{self, Attack};
use super::solidity::hex_literal;
use crate::case::Case;
use crate::error::ReportError;
use crate::names::{CHEATS, CONSOLE, CREATE2_DEPLOYER};
use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier as _};
use alloy_primitives::{Address, Bytes, U256, address, hex};
use hotfire_evm::chain::Block;
use hotfire_evm::setup::{Setup, Step};
use hotfire_fuzz::Dialect;
use hotfire_fuzz::attack::codes;
use hotfire_project::{Contract, ContractKind};
use serde::Serialize;

/// forge's address for the contract with the tests: the proof's own.
const PROOF: Address = address!("7FA9385bE102ac3EAc297483Dd6233D62b3e1496");

/// The world's part of the template.
#[derive(Debug, Default, Serialize)]
pub(super) struct WorldPlan {
    /// Statements.
    lines: Vec<String>,
    /// `Caller` is used.
    calls_set_up: bool,
    /// `_deployAt` is called.
    deploys_at: bool,
    /// `_create` is called.
    creates: bool,
}

/// The user's contracts that a proof imports.
#[derive(Debug, Default)]
pub(super) struct Imports {
    contracts: Vec<(String, String, String)>,
}

impl Imports {
    /// The name of a contract inside the proof.
    fn alias(&mut self, contract: &Contract, is_harness: bool) -> String {
        let known =
            self.contracts.iter().find(|(path, name, _)| (path, name) == (&contract.path, &contract.name));
        if let Some((_, _, alias)) = known {
            return alias.clone();
        }
        let alias = if is_harness {
            "Harness".to_owned()
        } else {
            format!("Code{}_{}", self.contracts.len() + 1, contract.name)
        };
        self.contracts.push((contract.path.clone(), contract.name.clone(), alias.clone()));
        alias
    }

    /// Import directives.
    pub(super) fn lines(&self) -> Vec<String> {
        let line = |(path, name, alias): &(String, String, String)| {
            format!("import {{{name} as {alias}}} from \"{}\";", import_path(path))
        };
        self.contracts.iter().map(line).collect()
    }
}

/// A source's path as the proof's folder sees it; names that only the compiler knows stay as they are.
fn import_path(path: &str) -> String {
    let by_package = path.starts_with('@') || path.contains("://");
    if by_package || path.starts_with('/') { path.to_owned() } else { format!("../../../{path}") }
}

pub(super) fn plan(
    case: &Case<'_>,
    page: &mut Page<'_>,
    attack: Option<&Attack>,
) -> Result<WorldPlan, ReportError> {
    let setup = case.harness.world.setup();
    let mut plan = WorldPlan::default();
    block(&setup.block, &mut plan.lines);
    for (who, wei) in &setup.balances {
        let who = who_expression(page, *who);
        let wei = super::wei(page, *wei);
        plan.lines.push(format!("vm.deal({who}, {wei});"));
    }
    for (at, contract) in attack.map(|attack| attack::codes(case, attack)).unwrap_or_default() {
        let at = page.accounts.expression(at);
        plan.lines.push(format!("vm.etch({at}, type({contract}).runtimeCode);"));
    }
    let stands: Vec<Address> = codes().into_iter().map(|(at, _)| at).collect();
    let is_attackers = |at: &Address| attack.is_some() && stands.contains(at);
    for (at, code) in setup.codes.iter().filter(|(at, _)| !is_attackers(at)) {
        place_code(case, page, *at, code, &mut plan);
    }
    for step in &setup.steps {
        match step {
            Step::Deploy { from, at, init_code, value, label } => {
                deploy(
                    case,
                    page,
                    &mut plan,
                    &Deployment { from: *from, at: *at, init_code, value: *value, label },
                )?;
            }
            Step::Call { from, to, data, label, .. } if is_set_up(case, *to, data) => {
                let (from, to) = (page.accounts.expression(*from), page.accounts.expression(*to));
                plan.calls_set_up = true;
                plan.lines.push(format!("// {}", super::comment(label)));
                plan.lines.push(format!("vm.etch({from}, type(Caller).runtimeCode);"));
                plan.lines.push(format!("Caller({from}).setUp({to});"));
                plan.lines.push(format!("vm.etch({from}, \"\");"));
            }
            Step::Call { from, to, data, value, label } => {
                let (data, _) = page.call_data(*to, data);
                let (from, to) = (page.accounts.expression(*from), page.accounts.expression(*to));
                let value = super::wei(page, *value);
                plan.lines.push(format!("// {}", super::comment(label)));
                plan.lines.push(format!("_mustSend({from}, {to}, {value}, {data});"));
            }
        }
    }
    check_steps(setup, &plan);
    Ok(plan)
}

/// Whether a step is the call of `setUp()` that forge makes.
fn is_set_up(case: &Case<'_>, to: Address, data: &Bytes) -> bool {
    const SET_UP: [u8; 4] = hex!("0a9254e4");
    to == case.harness.address
        && data[..] == SET_UP
        && matches!(case.harness.dialect, Dialect::Foundry | Dialect::World)
}

fn check_steps(setup: &Setup, plan: &WorldPlan) {
    assert!(plan.lines.len() >= setup.balances.len() + setup.steps.len(), "a part of the setup was left out");
}

fn who_expression(page: &Page<'_>, who: Address) -> String {
    if who == PROOF { "address(this)".into() } else { page.accounts.expression(who) }
}

/// Time and height always; the rest where it is not what forge starts with.
fn block(block: &Block, lines: &mut Vec<String>) {
    let usual = Block::default();
    lines.push(format!("vm.warp({});", block.timestamp));
    lines.push(format!("vm.roll({});", block.number));
    if block.base_fee != usual.base_fee {
        lines.push(format!("vm.fee({});", block.base_fee));
    }
    if block.chain_id != usual.chain_id {
        lines.push(format!("vm.chainId({});", block.chain_id));
    }
    if block.coinbase != usual.coinbase {
        lines.push(format!("vm.coinbase({});", block.coinbase.to_checksum(None)));
    }
    if block.prevrandao != usual.prevrandao {
        lines.push(format!("vm.prevrandao(bytes32({}));", block.prevrandao));
    }
    if block.gas_price != usual.gas_price {
        lines.push(format!("vm.txGasPrice({});", block.gas_price));
    }
    if block.blob_base_fee != usual.blob_base_fee {
        lines.push(format!("vm.blobBaseFee({});", block.blob_base_fee));
    }
}

fn place_code(case: &Case<'_>, page: &mut Page<'_>, at: Address, code: &Bytes, plan: &mut WorldPlan) {
    // forge has its own code there.
    if [CHEATS, CONSOLE, CREATE2_DEPLOYER].contains(&at) {
        plan.lines.push(format!("// {} is there already", page.names.of(at)));
        return;
    }
    let contract = case.project.contract_by_runtime_code(code);
    let plain = contract.filter(|c| {
        c.runtime.bytes == *code && c.runtime.immutables.is_empty() && c.runtime.links.is_empty()
    });
    let code = match plain {
        Some(contract) => format!("type({}).runtimeCode", page.imports.alias(contract, false)),
        None => hex_literal(code),
    };
    let at = page.accounts.expression(at);
    plan.lines.push(format!("vm.etch({at}, {code});"));
}

struct Deployment<'a> {
    from: Address,
    at: Option<Address>,
    init_code: &'a Bytes,
    value: U256,
    label: &'a str,
}

fn deploy(
    case: &Case<'_>,
    page: &mut Page<'_>,
    plan: &mut WorldPlan,
    deployment: &Deployment<'_>,
) -> Result<(), ReportError> {
    let Deployment { from, at, init_code, value, label } = *deployment;
    let contract = contract_of(case, init_code, label);
    if let Some(library) = contract.filter(|contract| contract.kind == ContractKind::Library) {
        plan.lines.push(format!("// forge links the library {} itself", library.name));
        return Ok(());
    }
    let is_harness =
        contract.is_some_and(|c| (&c.path, &c.name) == (&case.harness.path, &case.harness.contract));
    let (code, args) = match contract {
        None => (hex_literal(init_code), &[][..]),
        Some(contract) => {
            let alias = page.imports.alias(contract, is_harness);
            (format!("type({alias}).creationCode"), &init_code[contract.init.bytes.len()..])
        }
    };
    let wei = super::wei(page, value);
    plan.lines.push(format!("// {}", super::comment(label)));
    if let Some(contract) = contract.filter(|_| args.is_empty() && is_first_of_proof(from, at)) {
        let alias = page.imports.alias(contract, is_harness);
        let options = if value.is_zero() { String::new() } else { format!("{{value: {wei}}}") };
        let new = format!("address(new {alias}{options}())");
        plan.lines.push(expect_address(case, page, is_harness, &new));
        return Ok(());
    }
    let init = match (contract, args.is_empty()) {
        (None, _) | (Some(_), true) => code,
        (Some(contract), false) => format!("abi.encodePacked({code}, {})", arguments(page, contract, args)),
    };
    if let Some(at) = at {
        plan.deploys_at = true;
        let (at, from) = (page.accounts.expression(at), who_expression(page, from));
        plan.lines.push(format!("_deployAt({at}, {from}, {wei}, {init});"));
    } else {
        plan.creates = true;
        let from = who_expression(page, from);
        let create = format!("_create({from}, {wei}, {init})");
        plan.lines.push(expect_address(case, page, is_harness, &create));
    }
    Ok(())
}

/// Whether a plain `new` creates it there: the proof's first creation, as in forge's own tests.
fn is_first_of_proof(from: Address, at: Option<Address>) -> bool {
    from == PROOF && at.is_none_or(|at| at == PROOF.create(1))
}

/// The harness must be where the sequence calls it; other contracts only have to be created.
fn expect_address(case: &Case<'_>, page: &Page<'_>, is_harness: bool, create: &str) -> String {
    if !is_harness {
        return format!("{create};");
    }
    let harness = page.accounts.expression(case.harness.address);
    format!("require({create} == {harness}, \"hotfire: run this with forge's own default sender\");")
}

/// The contract that a creation code is of; of equal contracts the one that is meant.
fn contract_of<'a>(case: &Case<'a>, init: &Bytes, label: &str) -> Option<&'a Contract> {
    let found = case.project.contract_by_init_code(init)?;
    let same = |contract: &&Contract| contract.init.bytes == found.init.bytes;
    let harness = case.project.contract_at(&case.harness.path, &case.harness.contract);
    let wanted = harness.filter(same);
    let labelled = || case.project.contracts.iter().filter(same).find(|contract| contract.name == label);
    wanted.or_else(labelled).or(Some(found))
}

/// Constructor arguments: `abi.encode(…)` where that is exact, otherwise bytes.
fn arguments(page: &mut Page<'_>, contract: &Contract, args: &[u8]) -> String {
    let exact = || {
        let params = &contract.abi.constructor.as_ref()?.inputs;
        let types = params.iter().map(|param| param.resolve().ok()).collect::<Option<Vec<DynSolType>>>()?;
        let value = DynSolType::Tuple(types.clone()).abi_decode_params(args).ok()?;
        let DynSolValue::Tuple(values) = value else { return None };
        (DynSolValue::Tuple(values.clone()).abi_encode_params() == args).then_some((types, values))
    };
    let Some((types, values)) = exact() else { return hex_literal(args) };
    let constant_of = |address| page.accounts.constant(address);
    let mut writer = super::Writer::new(&constant_of, page.has_type_max, &mut page.lists);
    match writer.arguments(&types, &values) {
        Some(text) => format!("abi.encode({})", text.trim_start_matches(", ")),
        None => hex_literal(args),
    }
}
