//! Medusa's dialect: several target contracts, properties, optimisation and assertions with a switch per panic code.
//!
//! Invariant: targets are created by the deployer in the configuration's order, so that their addresses are Medusa's own.

use alloy_json_abi::{Function as AbiFunction, JsonAbi};
use alloy_primitives::{Address, Bytes, U256};
use hotfire_evm::chain::Block;
use hotfire_project::{Contract, Project};
use serde_json::Value;

use super::abi::{self, TestKind, callable, is_view, nameless, returns_bool, returns_number, test_kind};
use super::deploy::{Builder, inputs, takes_value};
use super::echidna::distinct;
use super::filter::Filter;
use super::foundry::set_up_of;
use super::medusa_config::MedusaConfig;
use super::stage::Stage;
use super::{Candidate, DialectError, MountOptions, Mounted, args};
use crate::harness::{Dialect, Function, Harness, Property, PropertyKind, Semantics};

const CHAIN_ID: u64 = 1;
/// Most ether that a transaction to a payable function sends.
const VALUE_ETHER_MAX: u64 = 100;

/// The functions that a configuration makes properties of an interface, and notes on those that are none in spite of their
/// name.
pub(super) fn properties_of<'a>(
    config: &MedusaConfig,
    id: &str,
    abi: &'a JsonAbi,
    filter: &Filter,
) -> (Vec<(&'a AbiFunction, PropertyKind)>, Vec<String>) {
    let mut found = Vec::new();
    let mut notes = Vec::new();
    for function in abi.functions() {
        let signature = function.signature();
        let property = starts_with(config.property_prefixes.as_deref(), &function.name);
        if !property && !starts_with(config.optimize_prefixes.as_deref(), &function.name) {
            continue;
        }
        let kind = match (property, returns_number(function)) {
            (true, _) if returns_bool(function) => Some(PropertyKind::MustPass { returns_bool: true }),
            (false, Some(signed)) => Some(PropertyKind::Maximise { signed }),
            _ => None,
        };
        match kind {
            Some(kind) if function.inputs.is_empty() => {
                if filter.wants_test(&signature) {
                    found.push((function, kind));
                }
            }
            Some(_) => notes.push(format!("{id}: {signature} is left out: a property has no parameters")),
            None if property => {
                notes.push(format!("{id}: {signature} is called as a function: a property returns a bool"))
            }
            None => notes.push(format!("{id}: {signature} is called as a function: it returns no int256")),
        }
    }
    (found, notes)
}

/// Deploys what a Medusa configuration says, or the candidate alone.
pub(super) fn mount(
    candidate: &Candidate,
    config: &MedusaConfig,
    project: &Project,
    options: &MountOptions,
) -> Result<Mounted, DialectError> {
    let id = candidate.id();
    let contract = project.contract_named(&id)?;
    let block = Block { chain_id: CHAIN_ID, ..Block::default() };
    let mut builder = Builder::new(project, contract, block, options);
    let plenty = U256::MAX >> 2;
    for &who in config.senders.iter().chain([&config.deployer]) {
        builder.fund(who, plenty);
    }
    let targets = deploy(&mut builder, candidate, contract, config, options)?;
    let mut notes = std::mem::take(&mut builder.notes);
    let Some(stage) = Stage::build(project, &builder.setup, &id)? else {
        notes.push(format!("{id}: setUp() asks to be skipped"));
        return Ok(Mounted { harnesses: Vec::new(), notes });
    };
    let called = called(config, &stage, &targets);
    let functions = called.iter().flat_map(|(at, name, abi)| callables(config, *at, name, abi)).collect();
    let from = config.senders.first().copied().unwrap_or(config.deployer);
    let properties = called.iter().flat_map(|(at, name, abi)| {
        let (found, _) = properties_of(config, name, abi, &candidate.filter);
        found
            .into_iter()
            .map(|(function, kind)| property(*at, name, from, function, kind))
            .collect::<Vec<_>>()
    });
    let properties = properties.collect();
    check_signatures(config, &called, &mut notes);
    let mut labels = stage.labels();
    for (at, contract) in &targets {
        labels.entry(*at).or_insert_with(|| contract.name.clone());
    }
    labels.entry(config.deployer).or_insert_with(|| "deployer".to_owned());
    let address = targets.first().map_or(config.deployer, |(at, _)| *at);
    let harness = Harness {
        id,
        contract: contract.name.clone(),
        path: contract.path.clone(),
        dialect: Dialect::Medusa,
        address,
        functions,
        senders: distinct(&config.senders),
        properties,
        semantics: semantics(config),
        labels,
        literals: stage.literals(),
        arena: None,
        world: stage.world,
    };
    Ok(Mounted { harnesses: vec![harness], notes })
}

/// A contract that is called: address, name and interface.
type Called<'a> = (Address, &'a str, &'a JsonAbi);

fn called<'a>(
    config: &MedusaConfig,
    stage: &'a Stage<'_>,
    targets: &[(Address, &'a Contract)],
) -> Vec<Called<'a>> {
    let mut called: Vec<Called<'a>> =
        targets.iter().map(|(at, contract)| (*at, contract.name.as_str(), &*contract.abi)).collect();
    if config.test_all_contracts {
        for known in stage.created.iter().filter(|known| !known.is_library) {
            if called.iter().all(|(at, ..)| *at != known.address) {
                called.push((known.address, &known.name, &known.abi));
            }
        }
    }
    called
}

fn property(
    at: Address,
    contract: &str,
    from: Address,
    function: &AbiFunction,
    kind: PropertyKind,
) -> Property {
    Property {
        name: function.signature(),
        address: at,
        contract: contract.to_owned(),
        from,
        data: Bytes::from(function.selector().to_vec()),
        kind,
        at_end: false,
    }
}

/// Predeployed contracts first, then the targets, each with its initialisation.
fn deploy<'a>(
    builder: &mut Builder<'a>,
    candidate: &Candidate,
    contract: &'a Contract,
    config: &MedusaConfig,
    options: &MountOptions,
) -> Result<Vec<(Address, &'a Contract)>, DialectError> {
    for (name, at) in &config.predeployed {
        let other = builder.project.contract_named(name)?;
        let args = constructor_args(builder, other, config, options, false)?;
        builder.deploy(other, config.deployer, Some(*at), &args, U256::ZERO)?;
    }
    let mut contracts = Vec::new();
    for name in &config.targets {
        contracts.push(builder.project.contract_named(name)?);
    }
    if contracts.is_empty() {
        contracts.push(contract);
    }
    let has_property = |contract: &Contract| {
        !properties_of(config, &contract.name, &contract.abi, &candidate.filter).0.is_empty()
    };
    let may_draw = config.targets.is_empty() && !has_property(contract);
    let mut targets = Vec::new();
    for (index, contract) in contracts.into_iter().enumerate() {
        let args = constructor_args(builder, contract, config, options, may_draw)?;
        let wei = config.balances.get(index).copied().unwrap_or_default();
        let payable = takes_value(contract);
        if !payable {
            builder.fund(builder.next_address(config.deployer), wei);
        }
        let value = if payable { wei } else { U256::ZERO };
        let at = builder.deploy(contract, config.deployer, None, &args, value)?;
        let init = config.init_functions.get(index).map_or("", String::as_str);
        initialise(builder, contract, at, config, init)?;
        targets.push((at, contract));
    }
    Ok(targets)
}

/// Calls the configured function, or `setUp()` when nothing is configured and it is there.
fn initialise(
    builder: &mut Builder<'_>,
    contract: &Contract,
    at: Address,
    config: &MedusaConfig,
    init: &str,
) -> Result<(), DialectError> {
    let path = config.path.clone().unwrap_or_default();
    let function = if init.is_empty() {
        set_up_of(&contract.abi)
    } else {
        let found = contract.abi.functions().find(|f| f.name == init || f.signature() == init);
        Some(found.ok_or_else(|| DialectError::ConfigValue {
            path: path.clone(),
            key: "fuzzing.targetContractsInitFunctions".to_owned(),
            found: init.to_owned(),
            expected: format!("a function of {}", contract.id()),
        })?)
    };
    let Some(function) = function else { return Ok(()) };
    let args = config.init_args.get(&contract.name).unwrap_or(&Value::Null);
    let mut data = function.selector().to_vec();
    let key = "fuzzing.initializationArgs";
    data.extend(encode(builder, contract, config, &function.inputs, args, key)?);
    builder.call(config.deployer, at, data, &function.signature());
    Ok(())
}

fn constructor_args<'a>(
    builder: &mut Builder<'a>,
    contract: &'a Contract,
    config: &MedusaConfig,
    options: &MountOptions,
    may_draw: bool,
) -> Result<Vec<u8>, DialectError> {
    if let Some(given) = builder.given_args(contract, options)? {
        return Ok(given);
    }
    if let Some(values) = config.constructor_args.get(&contract.name) {
        return encode(builder, contract, config, inputs(contract), values, "fuzzing.constructorArgs");
    }
    if may_draw {
        return builder.drawn_args(contract, config.deployer, options);
    }
    builder.needed_args(
        contract,
        options,
        "give them under fuzzing.constructorArgs in medusa.json, by parameter name",
    )
}

/// Encodes arguments that a configuration gives by parameter name.
fn encode(
    builder: &Builder<'_>,
    contract: &Contract,
    config: &MedusaConfig,
    params: &[alloy_json_abi::Param],
    values: &Value,
    key: &str,
) -> Result<Vec<u8>, DialectError> {
    let deployed =
        |name: &str| builder.placed.iter().rev().find(|(placed, _)| placed == name).map(|(_, at)| *at);
    let mut encoded = Vec::with_capacity(params.len());
    for param in params {
        let value = values.get(&param.name).unwrap_or(&Value::Null);
        let text = args::from_json(param, value, &deployed);
        let ty = abi::types(std::slice::from_ref(param)).and_then(|mut types| types.pop());
        let coerced = ty.zip(text).and_then(|(ty, text)| ty.coerce_str(&text).ok());
        encoded.push(coerced.ok_or_else(|| DialectError::ConfigValue {
            path: config.path.clone().unwrap_or_default(),
            key: format!("{key}.{}.{}", contract.name, param.name),
            found: value.to_string(),
            expected: param.selector_type().into_owned(),
        })?);
    }
    Ok(alloy_dyn_abi::DynSolValue::Tuple(encoded).abi_encode_params())
}

fn callables(config: &MedusaConfig, at: Address, name: &str, abi: &JsonAbi) -> Vec<Function> {
    let views = config.test_view_methods && config.assertions.is_some();
    let (properties, _) = properties_of(config, name, abi, &Filter::default());
    let wanted = abi.functions().filter(|function| {
        properties.iter().all(|(property, _)| property.selector() != function.selector())
            && test_kind(function) != TestKind::SetUp
            && (views || !is_view(function))
    });
    let named = wanted.filter_map(|function| callable(at, name, function));
    let bare = nameless(at, name, abi).into_iter().filter(|function| function.payable);
    let listed = |list: &[String], function: &Function| {
        let full = format!("{name}.{}", function.signature);
        list.iter().any(|entry| *entry == full || entry.ends_with(&format!(":{full}")))
    };
    let all = named.chain(bare).filter(|function| {
        (config.target_functions.is_empty() || listed(&config.target_functions, function))
            && !listed(&config.exclude_functions, function)
    });
    all.collect()
}

/// Notes signatures that no contract has.
fn check_signatures(config: &MedusaConfig, called: &[Called<'_>], notes: &mut Vec<String>) {
    let lists = [
        ("targetFunctionSignatures", &config.target_functions),
        ("excludeFunctionSignatures", &config.exclude_functions),
    ];
    for (key, list) in lists {
        for entry in list {
            let found = called.iter().any(|(_, name, abi)| {
                abi.functions().any(|function| entry.ends_with(&format!("{name}.{}", function.signature())))
            });
            if !found {
                notes.push(format!("medusa: `{key}` names {entry}, which is no function here"));
            }
        }
    }
}

fn semantics(config: &MedusaConfig) -> Semantics {
    Semantics {
        fail_on_revert: false,
        panic_codes: config.assertions.clone().unwrap_or_default(),
        assertions: config.assertions.is_some(),
        stateless: false,
        sequence_len_max: config.seq_len,
        delay_secs_max: config.max_time_delay,
        delay_blocks_max: config.max_block_delay,
        value_max: U256::from(VALUE_ETHER_MAX) * U256::from(10).pow(U256::from(18)),
        gas_limit: config.tx_gas_limit,
    }
}

fn starts_with(prefixes: Option<&[String]>, name: &str) -> bool {
    prefixes.is_some_and(|prefixes| prefixes.iter().any(|prefix| name.starts_with(prefix.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn abi() -> JsonAbi {
        let mut abi = JsonAbi::parse([
            "function act(uint256 x) payable",
            "function total() view returns (uint256)",
            "function property_a() returns (bool)",
            "function property_args(uint256 x) returns (bool)",
            "function property_void()",
            "function optimize_b() view returns (int256)",
        ])
        .unwrap();
        abi.receive = serde_json::from_str(r#"{"stateMutability": "payable"}"#).unwrap();
        abi.fallback = serde_json::from_str(r#"{"stateMutability": "nonpayable"}"#).unwrap();
        abi
    }

    #[test]
    fn prefixes_and_answers_make_properties() {
        let abi = abi();
        let (found, notes) = properties_of(&MedusaConfig::default(), "T", &abi, &Filter::default());
        let names: Vec<_> = found.iter().map(|(function, kind)| (function.name.as_str(), *kind)).collect();
        assert_eq!(
            names,
            [
                ("optimize_b", PropertyKind::Maximise { signed: true }),
                ("property_a", PropertyKind::MustPass { returns_bool: true }),
            ]
        );
        assert_eq!(notes.len(), 2, "{notes:?}");
    }

    #[test]
    fn views_are_called_for_assertions_and_lists_are_honoured() {
        let names = |config: &MedusaConfig| -> Vec<String> {
            callables(config, Address::ZERO, "T", &abi()).into_iter().map(|f| f.signature).collect()
        };
        let mut config = MedusaConfig::default();
        assert_eq!(
            names(&config),
            ["act(uint256)", "property_args(uint256)", "property_void()", "total()", "receive()"]
        );
        config.assertions = None;
        config.exclude_functions = vec!["T.property_void()".to_owned()];
        assert_eq!(names(&config), ["act(uint256)", "property_args(uint256)", "receive()"]);
        config.target_functions = vec!["T.act(uint256)".to_owned()];
        assert_eq!(names(&config), ["act(uint256)"]);
    }
}
