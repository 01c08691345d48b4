//! The fast engine against plain revm on contracts that hold real money: OpenZeppelin, solmate, solady and Uniswap v2 under random ABI calls.
//!
//! Needs the compilers and libraries of `tools/` (`npm ci` there); `cargo xtask test` runs it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod calls;
mod compile;

use alloy_dyn_abi::DynSolValue;
use alloy_json_abi::JsonAbi;
use calls::{Random, arguments, payable_value, pick};
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::Deploy;
use hotfire_evm::outcome::Call;
use hotfire_evm::setup::{Fork, Setup};
use hotfire_evm::{Address, Bytes, Executor, FastExecutor, ReferenceExecutor, U256, World};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const GAS: u64 = 1 << 28;
/// Worlds that are played in.
const SEEDS: u64 = 6;
/// Calls in each.
const CALLS: usize = 1_500;

/// A compiled contract.
struct Artifact {
    name: String,
    abi: JsonAbi,
    init: Vec<u8>,
}

/// A deployed contract.
struct Place {
    address: Address,
    abi: JsonAbi,
}

fn repo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn user(index: u64) -> Address {
    Address::from_word(U256::from((index % 3 + 1) * 0x10000).into())
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn artifact(name: &str, json: &Value, code: &Value) -> Artifact {
    let hex = code.as_str().unwrap();
    Artifact {
        name: name.to_owned(),
        abi: serde_json::from_value(json["abi"].clone()).unwrap(),
        init: alloy_primitives::hex::decode(hex).unwrap(),
    }
}

/// The contracts of `testdata/real`, sorted by name, and Uniswap's own build.
fn compile_all() -> Vec<Artifact> {
    let tools = repo().join("tools");
    let contracts = compile::compile(&tools, &repo().join("testdata/real/Real.sol"));
    let mut all: Vec<Artifact> = contracts
        .iter()
        .map(|(name, json)| artifact(name, json, &json["evm"]["bytecode"]["object"]))
        .collect();
    all.sort_by(|one, two| one.name.cmp(&two.name));
    let factory = read(&tools.join("node_modules/@uniswap/v2-core/build/UniswapV2Factory.json"));
    all.push(artifact("UniswapV2Factory", &factory, &factory["bytecode"]));
    all
}

fn pair_abi() -> JsonAbi {
    let pair = read(&repo().join("tools/node_modules/@uniswap/v2-core/build/UniswapV2Pair.json"));
    serde_json::from_value(pair["abi"].clone()).unwrap()
}

/// Both engines, held together.
struct Twins {
    fast: FastExecutor,
    reference: ReferenceExecutor,
    successes: usize,
}

impl Twins {
    fn new() -> Self {
        let setup = Setup {
            fork: Fork::Cancun,
            balances: (0..3).map(|index| (user(index), U256::from(10u128.pow(24)))).collect(),
            ..Setup::default()
        };
        let mut fast = FastExecutor::new(Arc::new(World::build(&setup).unwrap()));
        let mut reference = ReferenceExecutor::new(&setup).unwrap();
        fast.record_events(true);
        reference.record_events(true);
        Self { fast, reference, successes: 0 }
    }

    fn deploy(&mut self, artifact: &Artifact, arguments: &[Address]) -> Place {
        let mut init_code = artifact.init.clone();
        for argument in arguments {
            init_code.extend(argument.into_word());
        }
        let deploy =
            Deploy { from: user(0), at: None, init_code: &init_code, value: U256::ZERO, gas_limit: GAS };
        let (one, created) = self.fast.deploy(&deploy);
        let (two, other) = self.reference.deploy(&deploy);
        assert_eq!(created, other, "{}", artifact.name);
        assert_eq!(one.output, two.output, "{}", artifact.name);
        let address = created.unwrap_or_else(|| panic!("{} does not deploy: {one:?}", artifact.name));
        Place { address, abi: artifact.abi.clone() }
    }

    fn call(&mut self, from: Address, to: Address, value: U256, data: &[u8], what: &str) -> Bytes {
        let call = Call { from, to, value, data, gas_limit: GAS };
        let (one, two) = (self.fast.call(&call), self.reference.call(&call));
        assert_eq!(one.status, two.status, "{what}");
        assert_eq!(one.output, two.output, "{what}");
        assert_eq!(self.fast.events(), self.reference.events(), "{what}");
        assert_eq!(one.gas_used, two.gas_used, "{what}");
        self.successes += usize::from(one.status.is_success());
        one.output
    }
}

/// Deploys everything; vaults get the token of their own library.
fn deploy_all(twins: &mut Twins, artifacts: &[Artifact]) -> Vec<Place> {
    let place = |name: &str, places: &[(String, Address)]| {
        places.iter().find(|(known, _)| known == name).map(|(_, address)| *address).unwrap()
    };
    let mut known: Vec<(String, Address)> = Vec::new();
    let mut places = Vec::new();
    let (vaults, others): (Vec<_>, Vec<_>) = artifacts.iter().partition(|a| a.name.ends_with("Vault"));
    for artifact in others.into_iter().chain(vaults) {
        let arguments = match artifact.name.as_str() {
            "ZeppelinVault" => vec![place("ZeppelinVotes", &known)],
            "MateVault" => vec![place("MateToken", &known)],
            "LadyVault" => vec![place("LadyToken", &known)],
            "UniswapV2Factory" => vec![user(0)],
            _ => Vec::new(),
        };
        let made = twins.deploy(artifact, &arguments);
        known.push((artifact.name.clone(), made.address));
        places.push(made);
    }
    let factory = place("UniswapV2Factory", &known);
    let tokens = ["ZeppelinVotes", "MateToken", "LadyToken", "ZeppelinFlash"].map(|name| place(name, &known));
    for two in tokens.windows(2) {
        let selector = &alloy_primitives::keccak256("createPair(address,address)")[..4];
        let data = [selector, two[0].into_word().as_slice(), two[1].into_word().as_slice()].concat();
        let output = twins.call(user(0), factory, U256::ZERO, &data, "createPair");
        places.push(Place { address: Address::from_slice(&output[12..32]), abi: pair_abi() });
    }
    // Everyone may spend everyone's tokens, as users of vaults and routers allow.
    let approve = &alloy_primitives::keccak256("approve(address,uint256)")[..4];
    for owner in 0..3 {
        for token in tokens {
            for spender in &places {
                let all = U256::MAX.to_be_bytes::<32>();
                let data = [approve, spender.address.into_word().as_slice(), &all].concat();
                twins.call(user(owner), token, U256::ZERO, &data, "approve");
            }
        }
    }
    places
}

fn play(seed: u64, artifacts: &[Artifact]) -> usize {
    let mut random = Random::new(seed);
    let mut twins = Twins::new();
    let places = deploy_all(&mut twins, artifacts);
    let mut addresses: Vec<Address> = places.iter().map(|place| place.address).collect();
    addresses.extend((0..3).map(user));
    addresses.push(Address::ZERO);
    for round in 0..CALLS {
        let place = pick(&mut random, &places);
        let functions: Vec<_> = place.abi.functions().collect();
        let function = pick(&mut random, &functions);
        let values: Vec<DynSolValue> = arguments(&mut random, function, &addresses);
        let data = [function.selector().as_slice(), &DynSolValue::Tuple(values).abi_encode_params()].concat();
        let from = user(random.next());
        let value = payable_value(&mut random, function);
        let what = format!("seed {seed}, call {round}: {}", function.signature());
        twins.call(from, place.address, value, &data, &what);
        if round % 16 == 0 {
            assert_eq!(twins.fast.dump(), twins.reference.dump(), "{what}");
            for engine in [&mut twins.fast as &mut dyn Chain, &mut twins.reference] {
                engine.block_mut().timestamp += U256::from(12);
                engine.block_mut().number += U256::ONE;
            }
        }
    }
    assert_eq!(twins.fast.dump(), twins.reference.dump(), "seed {seed}");
    assert_eq!(twins.fast.deployed(), twins.reference.deployed(), "seed {seed}");
    twins.successes
}

#[test]
#[ignore = "needs the compilers of tools/: cargo xtask test runs it"]
fn both_engines_agree_on_real_contracts() {
    let artifacts = compile_all();
    assert!(artifacts.len() >= 16, "only {} contracts were compiled", artifacts.len());
    for seed in 0..SEEDS {
        let successes = play(seed, &artifacts);
        // Calls that all revert would show nothing.
        assert!(successes > CALLS / 4, "seed {seed}: only {successes} of {CALLS} calls succeeded");
    }
}
