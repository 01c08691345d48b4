//! Echidna's dialect: boolean properties, assertions and optimisation on one contract, as its YAML says.
//!
//! Invariant: deployer, address, senders and balances are those of the configuration or Echidna's own defaults.

use alloy_json_abi::{Function as AbiFunction, JsonAbi};
use alloy_primitives::{Address, Bytes, U256};
use hotfire_evm::chain::Block;
use hotfire_project::{Contract, Project};

use super::abi::{TestKind, callable, is_view, nameless, returns_bool, returns_number, test_kind};
use super::deploy::Builder;
use super::echidna_config::{EchidnaConfig, TestMode};
use super::filter::Filter;
use super::foundry::set_up_of;
use super::stage::Stage;
use super::targets::Known;
use super::{Candidate, DialectError, MountOptions, Mounted};
use crate::harness::{Dialect, Function, Harness, Property, PropertyKind, Semantics};

/// Echidna's first block and its time, in seconds.
const FIRST_BLOCK: (u64, u64) = (4_370_000, 1_524_785_992);
const CHAIN_ID: u64 = 1;
const ASSERT: u8 = 0x01;
const ARITHMETIC: u8 = 0x11;

/// The functions that a configuration makes properties of a contract, and notes on those that are none in spite of their
/// name.
pub(super) fn properties_of<'a>(
    config: &EchidnaConfig,
    contract: &'a Contract,
    filter: &Filter,
) -> (Vec<(&'a AbiFunction, PropertyKind)>, Vec<String>) {
    let mut found = Vec::new();
    let mut notes = Vec::new();
    let named = contract.abi.functions().filter(|function| function.name.starts_with(&config.prefix));
    for function in named {
        let signature = function.signature();
        let left_out = |why: &str| format!("{}: {signature} is left out: {why}", contract.id());
        let kind = match config.test_mode {
            TestMode::Property if returns_bool(function) => PropertyKind::MustPass { returns_bool: true },
            TestMode::Optimization if returns_number(function) == Some(true) => {
                PropertyKind::Maximise { signed: true }
            }
            TestMode::Property => {
                notes.push(left_out("a property returns a bool"));
                continue;
            }
            TestMode::Optimization => {
                notes.push(left_out("a function to maximise returns an int256"));
                continue;
            }
            _ => continue,
        };
        if !function.inputs.is_empty() {
            notes.push(left_out("a property has no parameters"));
        } else if function.name.starts_with(&format!("{}revert_", config.prefix)) {
            notes.push(left_out("properties that must revert are not supported"));
        } else if filter.wants_test(&signature) {
            found.push((function, kind));
        }
    }
    (found, notes)
}

/// Deploys an Echidna harness.
pub(super) fn mount(
    candidate: &Candidate,
    config: &EchidnaConfig,
    project: &Project,
    options: &MountOptions,
) -> Result<Mounted, DialectError> {
    let id = candidate.id();
    let contract = project.contract_named(&id)?;
    let (number, secs) = FIRST_BLOCK;
    let block = Block {
        number: U256::from(number),
        timestamp: U256::from(secs),
        chain_id: CHAIN_ID,
        ..Block::default()
    };
    let mut builder = Builder::new(project, contract, block, options);
    let (properties, _) = properties_of(config, contract, &candidate.filter);
    deploy(&mut builder, config, contract, options, properties.is_empty())?;
    let mut notes = std::mem::take(&mut builder.notes);
    let Some(stage) = Stage::build(project, &builder.setup, &id)? else {
        notes.push(format!("{id}: setUp() asks to be skipped"));
        return Ok(Mounted { harnesses: Vec::new(), notes });
    };
    let functions = functions_of(config, &stage, contract, &mut notes);
    let properties = properties.into_iter().map(|(function, kind)| Property {
        name: function.signature(),
        address: config.contract_addr,
        contract: contract.name.clone(),
        from: config.psender,
        data: Bytes::from(function.selector().to_vec()),
        kind,
        at_end: false,
    });
    let mut labels = stage.labels();
    labels.insert(config.contract_addr, contract.name.clone());
    labels.entry(config.deployer).or_insert_with(|| "deployer".to_owned());
    let harness = Harness {
        id,
        contract: contract.name.clone(),
        path: contract.path.clone(),
        dialect: Dialect::Echidna,
        address: config.contract_addr,
        functions,
        senders: distinct(&config.senders),
        properties: properties.collect(),
        semantics: semantics(config),
        labels,
        literals: stage.literals(),
        arena: None,
        world: stage.world,
    };
    Ok(Mounted { harnesses: vec![harness], notes })
}

fn deploy<'a>(
    builder: &mut Builder<'a>,
    config: &EchidnaConfig,
    contract: &'a Contract,
    options: &MountOptions,
    may_draw: bool,
) -> Result<(), DialectError> {
    // Echidna makes the ether that a call sends; here the senders own it from the start.
    let spent = config.max_value.saturating_mul(U256::from(config.seq_len));
    for &who in config.senders.iter().chain([&config.deployer]) {
        builder.fund(who, config.balance_addr.saturating_add(spent));
    }
    for (at, code) in &config.deploy_bytecodes {
        builder.deploy_code(config.deployer, *at, code.clone());
    }
    for (at, name) in &config.deploy_contracts {
        let other = builder.project.contract_named(name)?;
        let args = builder.needed_args(other, options, "give them in the configuration")?;
        builder.deploy(other, config.deployer, Some(*at), &args, U256::ZERO)?;
    }
    let args = if may_draw {
        builder.drawn_args(contract, config.deployer, options)?
    } else {
        let advice = "Echidna takes none either: give the harness a constructor without parameters, or give them in the configuration";
        builder.needed_args(contract, options, advice)?
    };
    builder.fund(config.contract_addr, config.balance_contract);
    builder.deploy(contract, config.deployer, Some(config.contract_addr), &args, U256::ZERO)?;
    if let Some(set_up) = set_up_of(&contract.abi) {
        builder.call(config.deployer, config.contract_addr, set_up.selector().to_vec(), &set_up.signature());
    }
    Ok(())
}

/// The harness's functions, and with `allContracts` those of every contract in the world.
fn functions_of(
    config: &EchidnaConfig,
    stage: &Stage<'_>,
    contract: &Contract,
    notes: &mut Vec<String>,
) -> Vec<Function> {
    let mut functions = callables(config, config.contract_addr, &contract.name, &contract.abi);
    if config.all_contracts {
        let others = stage
            .created
            .iter()
            .filter(|known: &&Known| known.address != config.contract_addr && !known.is_library);
        for known in others {
            functions.extend(callables(config, known.address, &known.name, &known.abi));
        }
    }
    for entry in &config.filter_functions {
        let known = |abi: &JsonAbi, name: &str| {
            abi.functions().any(|function| *entry == format!("{name}.{}", function.signature()))
        };
        let found = known(&contract.abi, &contract.name)
            || stage.created.iter().any(|other| known(&other.abi, &other.name));
        if !found {
            notes.push(format!("echidna: `filterFunctions` names {entry}, which is no function here"));
        }
    }
    functions
}

fn callables(config: &EchidnaConfig, at: Address, name: &str, abi: &JsonAbi) -> Vec<Function> {
    // In property mode a call that cannot write cannot break anything.
    let views =
        !config.exclude_view_pure && matches!(config.test_mode, TestMode::Assertion | TestMode::Overflow);
    let wanted = abi.functions().filter(|function| {
        !function.name.starts_with(&config.prefix)
            && test_kind(function) != TestKind::SetUp
            && (views || !is_view(function))
    });
    let named = wanted.filter_map(|function| callable(at, name, function));
    let all = named.chain(nameless(at, name, abi));
    all.filter(|function| {
        let listed = config.filter_functions.contains(&format!("{name}.{}", function.signature));
        listed != config.filter_blacklist
    })
    .collect()
}

fn semantics(config: &EchidnaConfig) -> Semantics {
    let panic_codes = match config.test_mode {
        TestMode::Assertion => vec![ASSERT],
        TestMode::Overflow => vec![ARITHMETIC],
        TestMode::Property | TestMode::Optimization | TestMode::Exploration => Vec::new(),
    };
    Semantics {
        fail_on_revert: false,
        panic_codes,
        assertions: config.is_assertion(),
        stateless: false,
        sequence_len_max: config.seq_len,
        delay_secs_max: config.max_time_delay,
        delay_blocks_max: config.max_block_delay,
        value_max: config.max_value,
        gas_limit: config.test_max_gas,
    }
}

/// The same addresses in the same order, each once.
pub(super) fn distinct(addresses: &[Address]) -> Vec<Address> {
    let mut seen: Vec<Address> = Vec::with_capacity(addresses.len());
    for address in addresses {
        if !seen.contains(address) {
            seen.push(*address);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn abi() -> JsonAbi {
        let mut abi = JsonAbi::parse([
            "function deposit(uint256 x) payable",
            "function total() view returns (uint256)",
            "function echidna_a() returns (bool)",
            "function setUp()",
        ])
        .unwrap();
        abi.receive = serde_json::from_str(r#"{"stateMutability": "payable"}"#).unwrap();
        abi
    }

    fn names(config: &EchidnaConfig) -> Vec<String> {
        callables(config, Address::ZERO, "T", &abi()).into_iter().map(|f| f.signature).collect()
    }

    #[test]
    fn properties_and_set_up_are_not_called_and_views_only_for_assertions() {
        let mut config = EchidnaConfig::default();
        assert_eq!(names(&config), ["deposit(uint256)", "receive()"]);
        config.test_mode = TestMode::Assertion;
        assert_eq!(names(&config), ["deposit(uint256)", "total()", "receive()"]);
    }

    #[test]
    fn the_filter_is_a_blacklist_or_a_whitelist() {
        let listed = vec!["T.deposit(uint256)".to_owned()];
        let mut config = EchidnaConfig { filter_functions: listed, ..EchidnaConfig::default() };
        assert_eq!(names(&config), ["receive()"]);
        config.filter_blacklist = false;
        assert_eq!(names(&config), ["deposit(uint256)"]);
    }

    #[test]
    fn only_the_mode_s_failures_count() {
        let of = |test_mode| semantics(&EchidnaConfig { test_mode, ..EchidnaConfig::default() });
        assert!(of(TestMode::Property).panic_codes.is_empty() && !of(TestMode::Property).assertions);
        assert!(of(TestMode::Assertion).assertions);
        assert_eq!(of(TestMode::Overflow).panic_codes, [ARITHMETIC]);
    }
}
