//! Proofs of hand-built findings under the real forge: they pass while the flaw is there and fail on the mended contract.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[path = "support/forge.rs"]
mod forge;
mod support;

use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, I256, U256, address, keccak256};
use hotfire_evm::setup::{Setup, Step};
use hotfire_fuzz::{Dialect, Finding, Harness, PropertyKind, Rule, Tx, Violation};
use hotfire_project::{Options, Project};
use hotfire_report::Case;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use support::{DEPLOYER, HARNESS, SENDER, foundry, harness, property, tx, val, violation};

const ALICE: Address = address!("328809Bc894f92807417D2dAD6b7C998c1aFdac6");

struct Scene {
    id: String,
    harness: Harness,
    finding: Finding,
}

impl Scene {
    fn new(id: &str, harness: Harness, violation: Violation, sequence: Vec<Tx>) -> Self {
        let len = sequence.len();
        let mut finding = support::confirmed(&harness, violation, sequence);
        assert_eq!(finding.sequence.len(), len, "{id} breaks too early");
        finding.id = id.into();
        finding.found_len = 31;
        Self { id: id.into(), harness, finding }
    }

    fn case<'a>(&'a self, project: &'a Project) -> Case<'a> {
        Case::new(&self.finding, &self.harness, project)
    }
}

/// Calls with every type of argument that Solidity has.
fn every_type(recorder: Address) -> Vec<Tx> {
    let call = |signature: &str, args: &[&str]| {
        let inner = &signature[signature.find('(').unwrap()..];
        let text = format!("({})", args.join(","));
        let DynSolValue::Tuple(values) = val(inner, &text) else { panic!("{signature}") };
        tx(ALICE, recorder, signature, &values)
    };
    let max = U256::MAX.to_string();
    let least = I256::MIN.to_string();
    let alice = ALICE.to_string();
    let mut txs = vec![
        call("words(uint256,int256,bool,address)", &[&max, &least, "true", &alice]),
        call(
            "words(uint256,int256,bool,address)",
            &["1500000000000000000", "-5", "false", "0x0000000000000000000000000000000000000000"],
        ),
        call(
            "small(uint8,int8,uint96,int128)",
            &["255", "-128", "79228162514264337593543950335", "-170141183460469231731687303715884105728"],
        ),
        call(
            "lists(uint256[],int8[3],address[])",
            &["[1,2,3]", "[-1,0,127]", &format!("[{alice},0x000000000000000000000000000000000000dEaD]")],
        ),
        call("lists(uint256[],int8[3],address[])", &["[]", "[1,-2,3]", "[]"]),
        call("nested(uint8[][2],uint256[2][])", &["[[1,2],[]]", "[[1,2],[3,4],[5,6]]"]),
        call(
            "orders((address,uint96,(bytes,uint8)[],int64[2]),(address,uint96,(bytes,uint8)[],int64[2])[])",
            &[
                &format!("({alice},7,[(0xbeef,2),(0x,0)],[-1,1])"),
                &format!("[({alice},9,[],[-9223372036854775808,9223372036854775807])]"),
            ],
        ),
        call(
            "many(uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256)",
            &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
        ),
    ];
    txs.extend(strings(recorder));
    txs.extend(others(recorder));
    txs
}

/// Strings and bytes.
fn strings(recorder: Address) -> Vec<Tx> {
    let mut txs = Vec::new();
    let text = |text: &str| DynSolValue::String(text.into());
    let bytes = |len: usize| DynSolValue::Bytes((0..len).map(|byte| byte as u8).collect());
    let fixed = |len: usize| DynSolValue::FixedBytes(B256::repeat_byte(0xab) & mask(len), len);
    txs.push(tx(
        ALICE,
        recorder,
        "blobs(bytes,string,bytes32,bytes4)",
        &[bytes(200), text("it's \"quoted\" \\ and\nbroken"), fixed(32), fixed(4)],
    ));
    txs.push(tx(
        ALICE,
        recorder,
        "blobs(bytes,string,bytes32,bytes4)",
        &[bytes(0), text(""), DynSolValue::FixedBytes(B256::ZERO, 32), fixed(4)],
    ));
    txs.push(tx(ALICE, recorder, "text(string,string)", &[text("grüße 🚀"), text(&"long ".repeat(50))]));
    txs.push(tx(
        ALICE,
        recorder,
        "texts(string[],bytes[],bytes2[])",
        &[
            DynSolValue::Array(vec![text("a"), text("ü"), text("")]),
            DynSolValue::Array(vec![bytes(1), bytes(0), bytes(70)]),
            DynSolValue::Array(vec![fixed(2), DynSolValue::FixedBytes(B256::ZERO, 2)]),
        ],
    ));
    txs
}

/// Enums, functions and contracts as arguments; wei, time and a call that fails.
fn others(recorder: Address) -> Vec<Tx> {
    let mut txs = Vec::new();
    let mut function = recorder.to_vec();
    function.extend([1, 2, 3, 4]);
    let function = DynSolValue::FixedBytes(B256::right_padding_from(&function), 24);
    let mut others = tx(
        ALICE,
        recorder,
        "others(uint8,address,function,address)",
        &[
            DynSolValue::Uint(U256::from(2), 8),
            DynSolValue::Address(ALICE),
            function,
            DynSolValue::Address(recorder),
        ],
    );
    others.delay_secs = 86_400;
    others.delay_blocks = 12;
    txs.push(others);
    let mut pay = tx(ALICE, recorder, "pay(uint256)", &[val("uint256", "1")]);
    pay.value = U256::from(10).pow(U256::from(18));
    txs.push(pay);
    // It fails, so its hour does not pass.
    let mut refused = tx(ALICE, recorder, "refuse(uint256)", &[val("uint256", "7")]);
    refused.delay_secs = 3_600;
    txs.push(refused);
    let mut plain = pay_plain(recorder);
    plain.delay_blocks = 1;
    txs.push(plain);
    txs
}

fn mask(len: usize) -> B256 {
    let mut mask = B256::ZERO;
    mask[..len].fill(0xff);
    mask
}

fn pay_plain(to: Address) -> Tx {
    let mut plain = tx(ALICE, to, "receive()", &[]);
    plain.data = Vec::new().into();
    plain.value = U256::from(3);
    plain
}

/// What the recorder has seen in the end, if every transaction arrives as it was meant.
fn expected(txs: &[Tx], mut time: u64, mut number: u64) -> B256 {
    let refuse = keccak256("refuse(uint256)");
    let mut seen = B256::ZERO;
    for tx in txs.iter().filter(|tx| !tx.data.starts_with(&refuse[..4])) {
        time += tx.delay_secs;
        number += tx.delay_blocks;
        let words = [
            seen,
            tx.from.into_word(),
            tx.from.into_word(),
            tx.value.into(),
            U256::from(time).into(),
            U256::from(number).into(),
            keccak256(&tx.data),
            U256::ONE.into(),
        ];
        seen = keccak256(words.concat());
    }
    seen
}

fn recorder_scene(project: &Project) -> Scene {
    let recorder = HARNESS.create(1);
    let mut harness = foundry(project, "test/Recorder.t.sol", "RecorderTest");
    let mut setup = harness.world.setup().clone();
    setup.block.timestamp = U256::from(1_700_000_000u64);
    setup.block.number = U256::from(19_000_000u64);
    setup.balances.push((ALICE, U256::from(10).pow(U256::from(20))));
    harness.world = std::sync::Arc::new(hotfire_evm::World::build(&setup).unwrap());
    support::add_functions(&mut harness, project, "src/Recorder.sol", "Recorder", recorder);
    property(&mut harness, "invariant_isNotSeen", PropertyKind::MustPass { returns_bool: false });
    harness.labels.insert(ALICE, "alice".into());
    harness.labels.insert(recorder, "Recorder".into());
    let sequence = every_type(recorder);
    let violation = violation(
        Rule::Property,
        "RecorderTest.invariant_isNotSeen()",
        "panic 0x01",
        sequence.len() - 1,
        HARNESS,
    );
    Scene::new("recorder", harness, violation, sequence)
}

/// One scene for each way in which something can break.
fn rule_scenes(project: &Project) -> Vec<Scene> {
    let five = |signature: &str| {
        vec![
            tx(SENDER, HARNESS, "add(uint256)", &[val("uint256", "5")]),
            tx(SENDER, HARNESS, signature, &[val("uint256", "5")]),
        ]
    };
    let add = || vec![tx(SENDER, HARNESS, "add(uint256)", &[val("uint256", "5")])];
    let sum = tx(
        SENDER,
        HARNESS,
        "testFuzz_sum(uint256,uint256)",
        &[val("uint256", &U256::MAX.to_string()), val("uint256", "1")],
    );
    let too_much =
        format!("reverted with 0x{}", alloy_primitives::hex::encode(&keccak256("TooMuch(uint256)")[..4]));
    let scene = |id: &str, rule: Rule, subject: &str, how: &str, sequence: Vec<Tx>| {
        let mut harness = foundry(project, "test/Rules.t.sol", "RulesTest");
        harness.semantics.fail_on_revert = rule == Rule::UnexpectedRevert;
        harness.semantics.stateless = rule == Rule::Test;
        for name in ["invariant_slot", "afterInvariant"] {
            property(&mut harness, name, PropertyKind::MustPass { returns_bool: false });
        }
        property(&mut harness, "invariant_bool", PropertyKind::MustPass { returns_bool: true });
        property(&mut harness, "echidna_opt_count", PropertyKind::Maximise { signed: true });
        let mut violation =
            violation(rule, &format!("RulesTest.{subject}"), how, sequence.len() - 1, HARNESS);
        violation.value = (rule == Rule::Optimum).then(|| I256::try_from(-5).unwrap());
        Scene::new(id, harness, violation, sequence)
    };
    // ds-test's way of failing: the answer is as good as the one of the other property, and a slot tells.
    let mut slot = scene("slot", Rule::Property, "invariant_bool()", "returned false", add());
    slot.finding.violation.reason.subject = "RulesTest.invariant_slot()".into();
    slot.finding.violation.reason.how = "assertion failed".into();
    vec![
        slot,
        scene("panic", Rule::Assertion, "panics(uint256)", "panic 0x01", five("panics(uint256)")),
        scene("asserts", Rule::Assertion, "asserts(uint256)", "assertion failed", five("asserts(uint256)")),
        scene("says", Rule::Assertion, "says(uint256)", "assertion failed", five("says(uint256)")),
        scene("fails", Rule::Assertion, "fails(uint256)", "assertion failed", five("fails(uint256)")),
        scene("reverts", Rule::UnexpectedRevert, "reverts(uint256)", &too_much, five("reverts(uint256)")),
        scene(
            "bare",
            Rule::UnexpectedRevert,
            "bare(uint256)",
            "reverted without data",
            five("bare(uint256)"),
        ),
        scene("sum", Rule::Test, "testFuzz_sum(uint256,uint256)", "panic 0x11", vec![sum]),
        scene("bool", Rule::Property, "invariant_bool()", "returned false", add()),
        scene("after", Rule::Property, "afterInvariant()", "reverted: five at last", add()),
        scene("optimum", Rule::Optimum, "echidna_opt_count()", "maximised", add()),
    ]
}

const BANK: Address = address!("00a329c0648769A73afAc7F9381E08FB43dBEA72");
const ECHIDNA: Address = address!("0000000000000000000000000000000000030000");

fn bank_calls(bank: Address) -> Vec<Tx> {
    let mut deposit = tx(ALICE, bank, "deposit()", &[]);
    deposit.value = U256::from(10).pow(U256::from(18));
    let mut withdraw = tx(ALICE, bank, "withdraw()", &[]);
    withdraw.delay_secs = 86_401;
    withdraw.delay_blocks = 1;
    // Transient storage is gone between two transactions.
    vec![tx(ALICE, bank, "once()", &[]), tx(ALICE, bank, "once()", &[]), deposit, withdraw]
}

fn echidna_scene(project: &Project) -> Scene {
    let hundred = U256::from(100) * U256::from(10).pow(U256::from(18));
    let setup = Setup {
        balances: vec![(ECHIDNA, hundred), (ALICE, hundred)],
        steps: vec![Step::Deploy {
            from: ECHIDNA,
            at: Some(BANK),
            init_code: project
                .contract_at("src/BankProperties.sol", "EchidnaBank")
                .unwrap()
                .init
                .bytes
                .clone(),
            value: hundred,
            label: "EchidnaBank".into(),
        }],
        ..Setup::default()
    };
    let mut harness =
        harness(project, Dialect::Echidna, "src/BankProperties.sol", "EchidnaBank", BANK, setup);
    property(&mut harness, "echidna_keeps_its_money", PropertyKind::MustPass { returns_bool: true });
    let violation =
        violation(Rule::Property, "EchidnaBank.echidna_keeps_its_money()", "returned false", 3, BANK);
    Scene::new("echidna", harness, violation, bank_calls(BANK))
}

fn medusa_scene(project: &Project) -> Scene {
    let hundred = U256::from(100) * U256::from(10).pow(U256::from(18));
    let bank = address!("00000000000000000000000000000000000b4a2c");
    let judge = address!("A647ff3c36cFab592509E13860ab8c4F28781a66");
    let deploy = |name: &str, path: &str, at: Address, args: &[DynSolValue], value: U256| {
        let mut code = project.contract_at(path, name).unwrap().init.bytes.to_vec();
        code.extend(DynSolValue::Tuple(args.to_vec()).abi_encode_params());
        Step::Deploy { from: ECHIDNA, at: Some(at), init_code: code.into(), value, label: name.into() }
    };
    let limits = DynSolValue::Array(vec![val("uint256", "1"), DynSolValue::Uint(hundred, 256)]);
    let setup = Setup {
        balances: vec![(ECHIDNA, hundred), (ALICE, hundred)],
        steps: vec![
            deploy("Bank", "src/Bank.sol", bank, &[], hundred),
            deploy(
                "MedusaBank",
                "src/BankProperties.sol",
                judge,
                &[DynSolValue::Address(bank), limits],
                U256::ZERO,
            ),
        ],
        ..Setup::default()
    };
    let mut harness = harness(project, Dialect::Medusa, "src/BankProperties.sol", "MedusaBank", judge, setup);
    support::add_functions(&mut harness, project, "src/Bank.sol", "Bank", bank);
    property(&mut harness, "property_bank_keeps_its_money", PropertyKind::MustPass { returns_bool: true });
    let violation =
        violation(Rule::Property, "MedusaBank.property_bank_keeps_its_money()", "returned false", 3, judge);
    Scene::new("medusa", harness, violation, bank_calls(bank))
}

fn expect_source(root: &Path) {
    let txs = every_type(HARNESS.create(1));
    let expected = expected(&txs, 1_700_000_000, 19_000_000);
    let text = format!(
        "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n\nbytes32 constant EXPECTED = {expected};\n"
    );
    std::fs::write(root.join("test/Expected.sol"), text).unwrap();
}

#[test]
fn proofs_pass_while_the_flaw_is_there_and_fail_once_it_is_mended() {
    assert_eq!(DEPLOYER.create(1), HARNESS);
    let (dir, project) = fixture("stand", expect_source);
    let root = dir.path().join("stand");
    let mut scenes = rule_scenes(&project);
    scenes.extend([recorder_scene(&project), echidna_scene(&project), medusa_scene(&project)]);
    for scene in &scenes {
        let text = forge::write_proof(&root, &scene.case(&project));
        if ["recorder", "echidna", "medusa", "panic", "says", "optimum"].contains(&scene.id.as_str()) {
            insta::assert_snapshot!(format!("proof_{}", scene.id), text);
        }
    }
    let judged = verdicts(&root);
    assert_eq!(judged.len(), scenes.len());
    let wrong: Vec<_> = judged.iter().filter(|(_, passed)| !**passed).collect();
    assert!(wrong.is_empty(), "with the flaw these fail: {wrong:?}");
    std::fs::copy(root.join("fixed/Flaw.sol"), root.join("src/Flaw.sol")).unwrap();
    let judged = verdicts(&root);
    assert_eq!(judged.len(), scenes.len());
    let wrong: Vec<_> = judged.iter().filter(|(_, passed)| **passed).collect();
    assert!(wrong.is_empty(), "without the flaw these pass: {wrong:?}");
}

#[test]
fn the_vault_of_the_examples_is_proven_broken_and_mended() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("vault");
    forge::copy(&support::vault::root(), &root);
    let project = support::vault::load(&root);
    let harness = support::vault::harness(&project);
    let finding = support::vault::finding(&harness);
    let case = Case::new(&finding, &harness, &project);
    let text = forge::write_proof(&root, &case);
    insta::assert_snapshot!("proof_vault", text);
    // The printed command, word for word.
    let command = hotfire_report::proof::run_command(&project, &finding.id).command;
    let (text, passed) = forge::run_shell(&root, &command, "solc");
    assert!(passed && text.contains("[PASS] test_invariant_depositsAreCovered_is_broken()"), "{text}");
    let source = root.join("src/RewardVault.sol");
    let broken = std::fs::read_to_string(&source).unwrap();
    let line = "        _settle(msg.sender);\n        sharesOf[msg.sender] -= amount;\n        sharesOf[to]";
    let mended = broken.replacen(line, &line.replace("amount;\n", "amount;\n        _settle(to);\n"), 1);
    assert_ne!(broken, mended);
    std::fs::write(&source, mended).unwrap();
    let (text, passed) = forge::run_shell(&root, &command, "solc");
    assert!(!passed && text.contains("hotfire: the property holds"), "{text}");
}

/// Runs forge in a project; the answer, and whether it ended well.
fn run_forge(root: &Path, findings: &str, args: &[&str]) -> (String, bool) {
    let output = Command::new(forge::forge())
        .args(args)
        .current_dir(root)
        .env("FOUNDRY_TEST", findings)
        .env("FOUNDRY_SOLC", forge::tools().join("solc"))
        .env("FOUNDRY_OFFLINE", "true")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (text, output.status.success())
}

/// A copy of a fixture, built.
fn fixture(name: &str, prepare: impl FnOnce(&Path)) -> (tempfile::TempDir, Project) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join(name);
    forge::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name), &root);
    prepare(&root);
    let (text, ok) = run_forge(&root, "test", &["build", "--build-info"]);
    assert!(ok, "{text}");
    let mut options = Options::new(&root);
    options.no_build = true;
    options.out_of_date_ok = true;
    let project = Project::load(&options, &mut |_| {}).unwrap();
    (dir, project)
}

/// What each proof of a project says: name of the folder → passed.
fn verdicts(root: &Path) -> BTreeMap<String, bool> {
    let (text, _) =
        run_forge(root, ".hotfire/findings", &["test", "--match-contract", "HotfireProof", "--json"]);
    let start = text.find("{\".hotfire").unwrap_or_else(|| panic!("no results: {text}"));
    let mut reader = serde_json::Deserializer::from_str(&text[start..]).into_iter::<serde_json::Value>();
    let results = reader.next().unwrap().unwrap();
    let mut verdicts = BTreeMap::new();
    for (suite, result) in results.as_object().unwrap() {
        let id = suite.trim_start_matches(".hotfire/findings/").split('/').next().unwrap().to_owned();
        let tests = result["test_results"].as_object().unwrap();
        assert_eq!(tests.len(), 1, "{suite}");
        let passed = tests.values().all(|test| test["status"] == "Success");
        verdicts.insert(id, passed);
    }
    verdicts
}
