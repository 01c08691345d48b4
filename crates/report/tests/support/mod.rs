//! Harnesses and findings built by hand.

pub(crate) mod vault;

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, Bytes, U256, address, hex, keccak256};
use hotfire_evm::World;
use hotfire_evm::setup::{Setup, Step};
use hotfire_fuzz::{
    Dialect, Function, Harness, Property, PropertyKind, Reason, Rule, Semantics, Tx, Violation,
};
use hotfire_project::Project;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) const DEPLOYER: Address = address!("7FA9385bE102ac3EAc297483Dd6233D62b3e1496");
pub(crate) const SENDER: Address = address!("1804c8AB1F12E6bbf3894d4083f33e07309d1f38");
pub(crate) const HARNESS: Address = address!("5615dEB798BB3E4dFa0139dFa1b3D433Cc23b72f");

pub(crate) fn semantics() -> Semantics {
    Semantics {
        fail_on_revert: false,
        panic_codes: vec![1],
        assertions: true,
        stateless: false,
        sequence_len_max: 100,
        delay_secs_max: 604_800,
        delay_blocks_max: 60_480,
        value_max: U256::MAX,
        gas_limit: 30_000_000,
    }
}

/// A Foundry harness in the world that its dialect gives it.
pub(crate) fn foundry(project: &Project, path: &str, contract: &str) -> Harness {
    let init = project.contract_at(path, contract).unwrap().init.bytes.clone();
    let setup = Setup {
        balances: vec![(DEPLOYER, U256::from(u128::MAX >> 32)), (HARNESS, U256::from(u128::MAX >> 32))],
        steps: vec![
            Step::Deploy {
                from: DEPLOYER,
                at: Some(DEPLOYER.create(1)),
                init_code: init,
                value: U256::ZERO,
                label: contract.into(),
            },
            Step::Call {
                from: SENDER,
                to: HARNESS,
                data: Bytes::from(hex!("0a9254e4")),
                value: U256::ZERO,
                label: "setUp()".into(),
            },
        ],
        ..Setup::default()
    };
    harness(project, Dialect::Foundry, path, contract, HARNESS, setup)
}

pub(crate) fn harness(
    project: &Project,
    dialect: Dialect,
    path: &str,
    contract: &str,
    address: Address,
    setup: Setup,
) -> Harness {
    let mut setup = setup;
    setup.cheats.enabled = true;
    let mut harness = Harness {
        id: format!("{path}:{contract}"),
        contract: contract.into(),
        path: path.into(),
        dialect,
        address,
        world: Arc::new(World::build(&setup).unwrap()),
        functions: Vec::new(),
        senders: vec![SENDER],
        properties: Vec::new(),
        semantics: semantics(),
        labels: BTreeMap::new(),
        literals: hotfire_fuzz::harness::Literals::default(),
        arena: None,
    };
    add_functions(&mut harness, project, path, contract, address);
    harness
}

pub(crate) fn add_functions(
    harness: &mut Harness,
    project: &Project,
    path: &str,
    contract: &str,
    address: Address,
) {
    let abi = project.contract_at(path, contract).unwrap().abi.clone();
    for function in abi.functions() {
        let inputs = function.inputs.iter().map(|input| {
            use alloy_dyn_abi::Specifier as _;
            input.resolve().unwrap()
        });
        harness.functions.push(Function {
            address,
            contract: contract.into(),
            name: function.name.clone(),
            signature: function.signature(),
            selector: Some(function.selector().0),
            inputs: inputs.collect(),
            payable: matches!(function.state_mutability, alloy_json_abi::StateMutability::Payable),
            view: false,
        });
    }
    if abi.receive.is_some() {
        harness.functions.push(Function {
            address,
            contract: contract.into(),
            name: "receive".into(),
            signature: "receive()".into(),
            selector: None,
            inputs: Vec::new(),
            payable: true,
            view: false,
        });
    }
}

pub(crate) fn property(harness: &mut Harness, name: &str, kind: PropertyKind) {
    harness.properties.push(Property {
        name: format!("{name}()"),
        address: harness.address,
        contract: harness.contract.clone(),
        from: SENDER,
        data: Bytes::copy_from_slice(&keccak256(format!("{name}()"))[..4]),
        kind,
        at_end: name == "afterInvariant",
    });
}

pub(crate) fn tx(from: Address, to: Address, signature: &str, args: &[DynSolValue]) -> Tx {
    let mut data = keccak256(signature)[..4].to_vec();
    data.extend(DynSolValue::Tuple(args.to_vec()).abi_encode_params());
    Tx {
        from,
        to,
        value: U256::ZERO,
        data: data.into(),
        delay_secs: 0,
        delay_blocks: 0,
        script: hotfire_fuzz::tx::Script::default(),
    }
}

/// The value of a type that its Solidity text says.
pub(crate) fn val(ty: &str, text: &str) -> DynSolValue {
    DynSolType::parse(ty).unwrap().coerce_str(text).unwrap()
}

pub(crate) fn violation(rule: Rule, subject: &str, how: &str, at: usize, judge: Address) -> Violation {
    Violation {
        reason: Reason { rule, subject: subject.into(), how: how.into(), site: None },
        at,
        message: String::new(),
        value: None,
        judge,
    }
}

/// A hit that is confirmed like the campaign's.
pub(crate) fn confirmed(harness: &Harness, violation: Violation, sequence: Vec<Tx>) -> hotfire_fuzz::Finding {
    let hit = hotfire_fuzz::Hit { violation, sequence: hotfire_fuzz::Sequence(sequence), executions: 4_711 };
    hotfire_fuzz::confirm(harness, &hit).unwrap_or_else(|error| panic!("{error}"))
}
