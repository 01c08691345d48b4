//! The cheatcodes against Solidity: every test of `testdata/cheats` passes on both engines, as it passes under forge.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use alloy_dyn_abi::DynSolValue;
use hotfire_evm::cheats::CHEAT_ADDRESS;
use hotfire_evm::outcome::{Call, Outcome, Status};
use hotfire_evm::setup::{ArtifactCode, CheatConfig, Fork, FsPermission, Setup, Step};
use hotfire_evm::{Address, Bytes, Executor, FastExecutor, ReferenceExecutor, U256, World};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Who deploys and calls tests in forge.
const SENDER: Address = alloy_primitives::address!("1804c8AB1F12E6bbf3894d4083f33e07309d1f38");
/// What a test contract owns in forge: 2^96 - 1 wei.
const BALANCE: U256 = U256::from_limbs([u64::MAX, 0xffff_ffff, 0, 0]);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/cheats").canonicalize().unwrap()
}

fn artifact(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn code(artifact: &Value, which: &str) -> Bytes {
    let text = artifact[which]["object"].as_str().unwrap_or("0x");
    alloy_primitives::hex::decode(text).unwrap().into()
}

/// Every artifact by `File.sol:Name`, sorted.
fn artifacts() -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for folder in std::fs::read_dir(root().join("out")).unwrap() {
        let folder = folder.unwrap().path();
        let file = folder.file_name().unwrap().to_str().unwrap().to_owned();
        if !file.ends_with(".sol") {
            continue;
        }
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            all.insert(format!("{file}:{name}"), artifact(&path));
        }
    }
    assert!(!all.is_empty(), "testdata/cheats/out is empty: run tools/build.sh");
    all
}

fn cheat_config(artifacts: &BTreeMap<String, Value>) -> CheatConfig {
    let codes = artifacts.iter().map(|(name, artifact)| {
        let code =
            ArtifactCode { init: code(artifact, "bytecode"), runtime: code(artifact, "deployedBytecode") };
        (name.clone(), code)
    });
    let permission = |path: &str, write| FsPermission { path: path.into(), read: true, write };
    CheatConfig {
        enabled: true,
        ffi: false,
        root: root(),
        fs_permissions: vec![permission("fixtures", false), permission("tmp", true)],
        artifacts: Arc::new(codes.collect()),
        env: BTreeMap::new(),
    }
}

fn selector(signature: &str) -> Bytes {
    Bytes::copy_from_slice(&alloy_primitives::keccak256(signature)[..4])
}

fn setup(artifact: &Value, cheats: &CheatConfig, methods: &[String]) -> (Setup, Address) {
    let contract = SENDER.create(0);
    let mut steps = vec![Step::Deploy {
        from: SENDER,
        at: None,
        init_code: code(artifact, "bytecode"),
        value: U256::ZERO,
        label: "test".to_owned(),
    }];
    if methods.iter().any(|m| m == "setUp()") {
        steps.push(Step::Call {
            from: SENDER,
            to: contract,
            data: selector("setUp()"),
            value: U256::ZERO,
            label: "setUp()".to_owned(),
        });
    }
    let setup = Setup {
        fork: Fork::Cancun,
        balances: vec![(contract, BALANCE)],
        steps,
        cheats: cheats.clone(),
        ..Setup::default()
    };
    (setup, contract)
}

fn explain(outcome: &Outcome) -> String {
    let text =
        String::from_utf8_lossy(&outcome.output).replace(|c: char| !c.is_ascii_graphic() && c != ' ', "");
    format!("{:?} {:?} {text}", outcome.status, outcome.fault)
}

fn run(engine: &str, executor: &mut dyn Executor, contract: Address, test: &str, failures: &mut Vec<String>) {
    executor.reset();
    let data = selector(test);
    let call = Call { from: SENDER, to: contract, value: U256::ZERO, data: &data, gas_limit: 1 << 30 };
    let outcome = executor.call(&call);
    if !outcome.status.is_success() {
        failures.push(format!("{engine} {test}: {}", explain(&outcome)));
    }
}

#[test]
fn wrong_expectations_fail_on_both_engines() {
    let artifacts = artifacts();
    let artifact = &artifacts["Wrong.t.sol:Wrong"];
    let methods: Vec<String> = artifact["methodIdentifiers"].as_object().unwrap().keys().cloned().collect();
    let (setup, contract) = setup(artifact, &cheat_config(&artifacts), &methods);
    let mut fast = FastExecutor::new(Arc::new(World::build(&setup).unwrap()));
    let mut reference = ReferenceExecutor::new(&setup).unwrap();
    for test in methods.iter().filter(|m| m.starts_with("wrong")) {
        let data = selector(test);
        let call = Call { from: SENDER, to: contract, value: U256::ZERO, data: &data, gas_limit: 1 << 30 };
        let expected = match test.as_str() {
            "wrongAssume()" => Status::Assume,
            "wrongSkip()" => Status::Skip,
            _ => Status::Revert,
        };
        let before = fast.dump();
        let (one, two) = (fast.call(&call), reference.call(&call));
        assert_eq!(one.status, expected, "fast {test}: {}", explain(&one));
        assert_eq!(two.status, expected, "reference {test}: {}", explain(&two));
        assert_eq!(one.output, two.output, "{test}");
        assert_eq!(fast.assertion_failed(), test == "wrongAssertion()");
        assert_eq!(fast.dump(), before, "{test} left a trace");
        assert_eq!(reference.dump(), before, "{test} left a trace");
    }
}

#[test]
fn what_is_not_there_or_not_allowed_is_named() {
    let artifacts = artifacts();
    let artifact = &artifacts["Misc.t.sol:MiscTest"];
    let (setup, _) = setup(artifact, &cheat_config(&artifacts), &[]);
    let mut reference = ReferenceExecutor::new(&setup).unwrap();
    let mut ask = |data: Vec<u8>| {
        let call =
            Call { from: SENDER, to: CHEAT_ADDRESS, value: U256::ZERO, data: &data, gas_limit: 1 << 20 };
        let outcome = reference.call(&call);
        assert_eq!(outcome.status, Status::Fault);
        outcome.fault.unwrap().to_string()
    };
    assert!(ask(vec![0xde, 0xad, 0xbe, 0xef]).contains("0xdeadbeef"));
    assert!(ask(selector("activeFork()").to_vec()).contains("activeFork()"));
    assert!(ask(selector("lastCallGas()").to_vec()).contains("lastCallGas()"));
    let path = |signature: &str, path: &str| {
        let mut data = selector(signature).to_vec();
        data.extend(DynSolValue::Tuple(vec![DynSolValue::String(path.to_owned())]).abi_encode_params());
        data
    };
    for outside in ["foundry.toml", "fixtures/../foundry.toml", "/etc/passwd", "../lib/Vm.sol", "tmp/../../x"]
    {
        let said = ask(path("readFile(string)", outside));
        assert!(said.contains("fs_permissions"), "{outside}: {said}");
    }
    let programs = DynSolValue::Tuple(vec![DynSolValue::Array(vec![DynSolValue::String("true".to_owned())])]);
    for signature in ["ffi(string[])", "tryFfi(string[])"] {
        let data = [selector(signature).to_vec(), programs.abi_encode_params()].concat();
        assert!(ask(data).contains("ffi"));
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_permissions() {
    let root = std::env::temp_dir().join(format!("hotfire-links-{}", std::process::id()));
    std::fs::create_dir_all(root.join("open")).unwrap();
    std::fs::write(root.join("secret.txt"), "secret").unwrap();
    std::os::unix::fs::symlink(root.join("secret.txt"), root.join("open/link.txt")).unwrap();
    std::os::unix::fs::symlink(root.join("nothing.txt"), root.join("open/dangling.txt")).unwrap();
    let cheats = CheatConfig {
        enabled: true,
        root: root.clone(),
        fs_permissions: vec![FsPermission { path: "open".into(), read: true, write: true }],
        ..CheatConfig::default()
    };
    let setup = Setup { cheats, ..Setup::default() };
    let mut reference = ReferenceExecutor::new(&setup).unwrap();
    for (signature, arguments) in [
        ("readFile(string)", vec!["open/link.txt"]),
        ("writeFile(string,string)", vec!["open/link.txt", "x"]),
        ("writeFile(string,string)", vec!["open/dangling.txt", "x"]),
        ("removeFile(string)", vec!["open/../secret.txt"]),
    ] {
        let values = arguments.iter().map(|a| DynSolValue::String((*a).to_owned())).collect();
        let data = [selector(signature).to_vec(), DynSolValue::Tuple(values).abi_encode_params()].concat();
        let call =
            Call { from: SENDER, to: CHEAT_ADDRESS, value: U256::ZERO, data: &data, gas_limit: 1 << 20 };
        assert_eq!(reference.call(&call).status, Status::Fault, "{signature} {arguments:?}");
    }
    assert_eq!(std::fs::read_to_string(root.join("secret.txt")).unwrap(), "secret");
    assert!(!root.join("nothing.txt").exists());
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn every_solidity_test_passes_on_both_engines() {
    let artifacts = artifacts();
    let cheats = cheat_config(&artifacts);
    let mut failures = Vec::new();
    let mut tests = 0;
    for (name, artifact) in &artifacts {
        let methods: Vec<String> = artifact["methodIdentifiers"]
            .as_object()
            .map(|all| all.keys().cloned().collect())
            .unwrap_or_default();
        let is_test = |m: &&String| m.starts_with("test") && m.ends_with("()");
        if !name.contains(".t.sol:") || !methods.iter().any(|m| is_test(&m)) {
            continue;
        }
        let (setup, contract) = setup(artifact, &cheats, &methods);
        let world = match World::build(&setup) {
            Ok(world) => world,
            Err(e) => {
                failures.push(format!("{name} fast: {e} {}", explain(&e.outcome)));
                continue;
            }
        };
        let mut fast = FastExecutor::new(Arc::new(world));
        let mut reference = ReferenceExecutor::new(&setup).unwrap();
        assert_eq!(fast.dump(), reference.dump(), "{name}: the worlds differ");
        for test in methods.iter().filter(is_test) {
            tests += 1;
            run(&format!("{name} fast"), &mut fast, contract, test, &mut failures);
            run(&format!("{name} reference"), &mut reference, contract, test, &mut failures);
            if fast.dump() != reference.dump() {
                failures.push(format!("{name} {test}: the states differ"));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {tests} tests failed:\n{}", failures.len(), failures.join("\n"));
    assert!(tests > 80, "only {tests} tests were found");
}
