//! Every committed harness mounts, and the ones that differ in kind mount to exactly what their peer would do.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use alloy_primitives::{Address, U256, address, keccak256};
use hotfire_fuzz::dialect::{
    Candidate, DialectError, Filter, MountOptions, Patterns, discover, mount, mount_noted,
};
use hotfire_fuzz::{Dialect, Harness, PropertyKind};
use hotfire_project::{Options, Project};

const STAND: Address = address!("7FA9385bE102ac3EAc297483Dd6233D62b3e1496");
const SENDER: Address = address!("1804c8AB1F12E6bbf3894d4083f33e07309d1f38");

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn load(folder: &str) -> Project {
    let options = Options { no_build: true, ..Options::new(workspace().join(folder)) };
    Project::load(&options, &mut |_| {}).unwrap()
}

fn harnesses() -> &'static Project {
    static PROJECT: OnceLock<Project> = OnceLock::new();
    PROJECT.get_or_init(|| load("testdata/harness"))
}

fn only(contract: &str, config: Option<&str>) -> Filter {
    let patterns = Patterns { match_contract: Some(format!("^{contract}$")), ..Patterns::default() };
    let config = config.map(|path| workspace().join("testdata/harness").join(path));
    Filter::new(&patterns).unwrap().with_config(config)
}

fn find(contract: &str, dialect: Option<Dialect>, config: Option<&str>) -> Candidate {
    let mut found = discover(harnesses(), &only(contract, config), dialect).unwrap();
    assert_eq!(found.len(), 1, "{contract}: {found:?}");
    found.remove(0)
}

fn mounted(contract: &str, dialect: Option<Dialect>, config: Option<&str>) -> Harness {
    let candidate = find(contract, dialect, config);
    let mut found = mount(&candidate, harnesses(), &MountOptions::default()).unwrap();
    assert_eq!(found.len(), 1, "{contract}");
    found.remove(0)
}

fn signatures(harness: &Harness) -> Vec<String> {
    harness.functions.iter().map(|f| format!("{}.{}", f.contract, f.signature)).collect()
}

fn properties(harness: &Harness) -> Vec<&str> {
    harness.properties.iter().map(|property| property.name.as_str()).collect()
}

/// The cases of cases.toml: flat tables of texts, so that no TOML reader is needed.
fn cases() -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(workspace().join("testdata/harness/cases.toml")).unwrap();
    let mut cases: Vec<BTreeMap<String, String>> = Vec::new();
    for line in text.lines() {
        if line == "[[case]]" {
            cases.push(BTreeMap::new());
        } else if let (Some(case), Some((key, value))) = (cases.last_mut(), line.split_once(" = ")) {
            case.insert(key.to_owned(), value.trim_matches('"').to_owned());
        }
    }
    cases
}

/// The dialect that a case is written for; a Chimera tester goes by its configuration.
fn dialect_of(case: &BTreeMap<String, String>) -> Dialect {
    let is_json = case.get("config").is_none_or(|path| path.ends_with("json"));
    match case["dialect"].split('-').next().unwrap() {
        "foundry" => Dialect::Foundry,
        "echidna" => Dialect::Echidna,
        "medusa" => Dialect::Medusa,
        _ if case["contract"].ends_with("ToFoundry") => Dialect::Foundry,
        _ if is_json => Dialect::Medusa,
        _ => Dialect::Echidna,
    }
}

#[test]
fn every_case_mounts_in_its_dialect() {
    let mut failed = Vec::new();
    let cases = cases();
    assert!(cases.len() > 90);
    for case in &cases {
        let dialect = dialect_of(case);
        let filter = only(&case["contract"], case.get("config").map(String::as_str));
        let found = discover(harnesses(), &filter, Some(dialect)).and_then(|found| {
            let mut all = Vec::new();
            for candidate in &found {
                all.extend(mount(candidate, harnesses(), &MountOptions::default())?);
            }
            Ok(all)
        });
        match found {
            Ok(all) if all.is_empty() => failed.push(format!("{}: no harness", case["id"])),
            Ok(all) => failed.extend(all.iter().filter_map(|harness| flaw(harness, case))),
            Err(error) => failed.push(format!("{}: {error}", case["id"])),
        }
    }
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

/// What is missing for a case to be decided by this harness.
fn flaw(harness: &Harness, case: &BTreeMap<String, String>) -> Option<String> {
    let id = &case["id"];
    if harness.functions.is_empty() || harness.senders.is_empty() {
        return Some(format!("{id}: nothing to call"));
    }
    let rule = case.get("rule")?;
    let named = |text: &str| text.split('(').next() == Some(rule);
    let known = harness.properties.iter().any(|property| named(&property.name))
        || harness.functions.iter().any(|function| named(&function.signature));
    (!known).then(|| format!("{id}: {rule} is neither a property nor a function"))
}

#[test]
fn a_foundry_harness_is_where_a_proof_has_it() {
    let harness = mounted("TwoStepOwnerTest", None, None);
    assert_eq!(harness.id, "test/TwoStepOwner.t.sol:TwoStepOwnerTest");
    assert_eq!((harness.dialect, harness.address), (Dialect::Foundry, STAND.create(1)));
    assert_eq!(properties(&harness), ["invariant_ownerStays()"]);
    assert_eq!(harness.properties[0].from, SENDER);
    assert_eq!(signatures(&harness), ["TwoStepOwner.acceptOwner()", "TwoStepOwner.proposeOwner(address)"]);
    let outsiders = [0x1_0000_u64, 0x2_0000, 0x3_0000].map(|n| Address::from_word(U256::from(n).into()));
    assert_eq!(
        harness.senders[..5],
        [&outsiders[..], &[SENDER, STAND]].concat(),
        "the harness excludes itself"
    );
    assert_eq!(harness.senders.len(), 5 + 24, "a crowd comes behind");
    let semantics = &harness.semantics;
    assert_eq!(
        (semantics.sequence_len_max, semantics.delay_secs_max, semantics.delay_blocks_max),
        (100, 0, 0)
    );
    assert!(!semantics.fail_on_revert && !semantics.stateless && semantics.assertions);
    assert_eq!(semantics.panic_codes, [1]);
    assert_eq!(harness.world.balance(harness.address), U256::from(u128::MAX >> 32));
    assert_eq!(harness.labels[&harness.address], "TwoStepOwnerTest");
}

#[test]
fn default_targets_are_what_set_up_deployed() {
    let harness = mounted("DefaultTargetsTest", None, None);
    let contracts: std::collections::BTreeSet<&str> =
        harness.functions.iter().map(|f| f.contract.as_str()).collect();
    assert_eq!(contracts.into_iter().collect::<Vec<_>>(), ["DefaultTargets", "Up"]);
    assert!(harness.functions.iter().all(|function| !function.view));
    assert_eq!(harness.senders.len(), 6 + 24);
}

#[test]
fn selection_and_exclusion_are_read_back() {
    let selected = mounted("SelectorOnlyTest", None, None);
    assert_eq!(selected.functions.len(), 1, "{:?}", signatures(&selected));
    let artifact = mounted("ArtifactTargetTest", None, None);
    assert!(artifact.functions.iter().all(|f| f.contract == artifact.functions[0].contract));
    let excluded = mounted("ExcludedSenderTest", None, None);
    assert!(!excluded.senders.contains(&address!("0000000000000000000000000000000000010000")));
    let targeted = mounted("TargetSendersOnlyTest", None, None);
    assert!(targeted.senders.len() <= 2, "{:?}", targeted.senders);
}

#[test]
fn inline_configuration_and_after_invariant_are_followed() {
    assert!(mounted("FailOnRevertTest", None, None).semantics.fail_on_revert);
    let after = mounted("AfterInvariantTest", None, None);
    let at_end: Vec<(&str, bool)> = after.properties.iter().map(|p| (p.name.as_str(), p.at_end)).collect();
    assert!(at_end.contains(&("afterInvariant()", true)), "{at_end:?}");
}

#[test]
fn stateless_tests_are_a_harness_of_their_own() {
    let harness = mounted("FuzzMagicUintTest", None, None);
    assert!(harness.id.ends_with("#tests"));
    assert!(harness.semantics.stateless && harness.properties.is_empty());
    assert_eq!(harness.semantics.sequence_len_max, 1);
    assert_eq!(harness.senders, [SENDER]);
    assert!(harness.functions.iter().all(|f| f.name.starts_with("test") && f.address == harness.address));
}

#[test]
fn an_echidna_harness_has_the_configuration_s_accounts() {
    let harness = mounted("YamlAddressesEchidna", None, Some("config/YamlAddresses.yaml"));
    assert_eq!(harness.dialect, Dialect::Echidna);
    assert_eq!(harness.address, address!("c0ffee0000000000000000000000000000000001"));
    let senders = [
        address!("000000000000000000000000000000000000abc1"),
        address!("000000000000000000000000000000000000abc2"),
    ];
    assert_eq!(harness.senders, senders);
    assert_eq!(properties(&harness), ["crytic_stays_shut()"]);
    assert_eq!(harness.properties[0].kind, PropertyKind::MustPass { returns_bool: true });
    assert_eq!(harness.semantics.sequence_len_max, 20);
    assert!(harness.semantics.panic_codes.is_empty());
}

#[test]
fn echidna_s_defaults_filters_and_modes() {
    let plain = mounted("TimeLockEchidna", None, None);
    assert_eq!(plain.address, address!("00a329c0648769A73afAc7F9381E08FB43dBEA72"));
    assert_eq!((plain.semantics.delay_secs_max, plain.semantics.delay_blocks_max), (604_800, 60_480));
    let filtered = mounted("YamlFilterEchidna", None, Some("config/YamlFilter.yaml"));
    let names = signatures(&filtered);
    assert!(!names.iter().any(|name| name.ends_with("back()")) && !names.is_empty(), "{names:?}");
    let all = mounted("AllContractsEchidna", None, Some("config/AllContracts.yaml"));
    assert!(all.functions.iter().any(|f| f.contract == "AllContracts"));
    let assertion =
        mounted("EchidnaAssertEchidna", Some(Dialect::Echidna), Some("config/EchidnaAssert.yaml"));
    assert_eq!(
        (assertion.semantics.panic_codes.as_slice(), assertion.semantics.assertions),
        (&[1][..], true)
    );
    let maximum = mounted("EchidnaMaximumEchidna", None, Some("config/EchidnaMaximum.yaml"));
    assert_eq!(maximum.properties[0].kind, PropertyKind::Maximise { signed: true });
}

#[test]
fn a_medusa_harness_is_created_by_the_deployer_with_its_arguments() {
    let harness = mounted("ConstructorArgsMedusa", None, Some("config/ConstructorArgs.json"));
    let deployer = address!("0000000000000000000000000000000000030000");
    assert_eq!((harness.dialect, harness.address), (Dialect::Medusa, deployer.create(0)));
    assert_eq!(harness.world.balance(harness.address), U256::from(0x0de0_b6b3_a764_0000_u64));
    assert_eq!(properties(&harness), ["property_one_prize()"]);
    assert!(harness.semantics.panic_codes.is_empty());
    let divide = mounted("PanicDivideMedusa", None, Some("config/PanicDivide.json"));
    assert!(divide.semantics.panic_codes.contains(&0x12), "{:?}", divide.semantics.panic_codes);
}

#[test]
fn one_side_of_a_chimera_pair_searches() {
    let patterns = Patterns { match_contract: Some("^ChimeraLedger".into()), ..Patterns::default() };
    let filter = Filter::new(&patterns).unwrap();
    let found = discover(harnesses(), &filter, None).unwrap();
    let seen: Vec<(&str, Dialect)> = found.iter().map(|c| (c.contract.as_str(), c.dialect)).collect();
    assert_eq!(seen, [("ChimeraLedgerTester", Dialect::Medusa)]);
    let foundry = discover(harnesses(), &filter, Some(Dialect::Foundry)).unwrap();
    assert!(foundry.iter().any(|c| c.contract == "ChimeraLedgerToFoundry"));
}

#[test]
fn mounting_twice_gives_the_same() {
    let once = mounted("GhostSumTest", None, None);
    let twice = mounted("GhostSumTest", None, None);
    assert_eq!(
        format!("{:?}{:?}", once.functions, once.senders),
        format!("{:?}{:?}", twice.functions, twice.senders)
    );
    assert_eq!(once.literals, twice.literals);
    assert_eq!(once.world.dump(), twice.world.dump());
}

#[test]
fn the_user_s_rules_win() {
    let candidate = find("GhostSumTest", None, None);
    let options = MountOptions {
        sequence_len_max: Some(7),
        delay_secs_max: Some(60),
        senders: vec![STAND],
        fail_on_revert: Some(true),
        ..MountOptions::default()
    };
    let mounted = mount_noted(&candidate, harnesses(), &options).unwrap();
    let harness = &mounted.harnesses[0];
    assert_eq!((harness.semantics.sequence_len_max, harness.semantics.delay_secs_max), (7, 60));
    assert!(harness.semantics.fail_on_revert);
    assert_eq!(harness.senders, [STAND]);
}

#[test]
fn a_filter_that_leaves_nothing_names_what_there_is() {
    let error = discover(harnesses(), &only("NoSuchContract", None), None).unwrap_err();
    assert!(matches!(error, DialectError::NoMatch { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("--match-contract '^NoSuchContract$'") && text.contains(".sol:"), "{text}");
}

#[test]
fn every_case_is_recognised_without_being_told() {
    for case in cases() {
        let found = find(&case["contract"], None, case.get("config").map(String::as_str));
        assert_eq!(found.dialect, dialect_of(&case), "{}", case["id"]);
    }
}

#[test]
fn libraries_are_deployed_and_linked_first() {
    let project = load("testdata/projects/linked");
    let found = discover(&project, &Filter::default(), None).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    let harness = mount(&found[0], &project, &MountOptions::default()).unwrap().remove(0);
    assert_eq!(signatures(&harness), ["LoanHandler.borrow(uint64)", "LoanHandler.repay(uint64)"]);
    let library = address!("1F95D37F27EA0dEA9C252FC09D5A6eaA97647353").create(0);
    assert!(!harness.world.code(library).is_empty());
    assert_eq!(harness.labels[&library], "Rates");
}

#[test]
fn a_set_up_that_reverts_says_why_and_where() {
    let project = load("testdata/projects/setup-reverts");
    let found = discover(&project, &Filter::default(), None).unwrap();
    let error = mount(&found[0], &project, &MountOptions::default()).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("test/Stubborn.t.sol:StubbornTest: setUp() failed: reverted"), "{text}");
    assert!(text.contains("at src/Stubborn.sol:"), "{text}");
}

#[test]
fn a_project_without_tests_says_what_was_looked_for() {
    let project = load("testdata/projects/no-tests");
    let text = discover(&project, &Filter::default(), None).unwrap_err().to_string();
    assert!(text.contains("invariant_*") && text.contains("src/Plain.sol:Plain"), "{text}");
    let asked = discover(&project, &Filter::default(), Some(Dialect::Medusa)).unwrap();
    let mounted = mount_noted(&asked[0], &project, &MountOptions::default()).unwrap();
    assert_eq!(signatures(&mounted.harnesses[0]), ["Plain.set(uint256)", "Plain.value()"]);
    assert!(mounted.notes.iter().any(|note| note.contains("assertions are tested")), "{:?}", mounted.notes);
}

#[test]
fn constructor_arguments_are_made_up_only_where_nobody_gave_any() {
    let project = load("testdata/projects/linked");
    let patterns = Patterns { match_contract: Some("^Loan$".into()), ..Patterns::default() };
    let filter = Filter::new(&patterns).unwrap();
    let found = discover(&project, &filter, Some(Dialect::Medusa)).unwrap();
    let refused = mount(&found[0], &project, &MountOptions::default()).unwrap_err().to_string();
    assert!(
        refused.contains("the deployment of Loan failed") && refused.contains("rate too high"),
        "{refused}"
    );
    let args = BTreeMap::from([("Loan".to_owned(), vec![STAND.to_string(), "500".to_owned()])]);
    let options = MountOptions { constructor_args: args, ..MountOptions::default() };
    assert_eq!(mount(&found[0], &project, &options).unwrap().len(), 1);
    let abstract_one = Patterns { match_contract: Some("^Account$".into()), ..Patterns::default() };
    let error = discover(&project, &Filter::new(&abstract_one).unwrap(), None).unwrap_err();
    assert!(matches!(error, DialectError::Abstract { .. }), "{error}");
}

/// A project of one contract `T` whose code, whatever is called, does `runtime`.
fn made(abi: &str, runtime: &str) -> (tempfile::TempDir, Project) {
    const SOURCE: &str = "contract T {}\n";
    let folder = tempfile::tempdir().unwrap();
    let len = runtime.len() / 2;
    assert!(len < 256, "the length is pushed as one byte");
    // Copies what follows these 12 bytes into memory and returns it.
    let init = format!("60{len:02x}600c60003960{len:02x}6000f3{runtime}");
    let artifact = format!(
        r#"{{"abi": [{abi}], "bytecode": {{"object": "0x{init}", "sourceMap": "", "linkReferences": {{}}}},
        "deployedBytecode": {{"object": "0x{runtime}", "sourceMap": "", "linkReferences": {{}}}},
        "metadata": {{"compiler": {{"version": "0.8.30"}}, "settings": {{"compilationTarget": {{"test/T.t.sol": "T"}}}},
        "sources": {{"test/T.t.sol": {{"keccak256": "{}"}}}}}}, "id": 0}}"#,
        keccak256(SOURCE)
    );
    for (path, text) in [
        ("foundry.toml", "[profile.default]\n"),
        ("test/T.t.sol", SOURCE),
        ("out/T.t.sol/T.json", artifact.as_str()),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let options = Options { no_build: true, out_of_date_ok: true, ..Options::new(folder.path()) };
    let project = Project::load(&options, &mut |_| {}).unwrap();
    (folder, project)
}

fn function(name: &str) -> String {
    format!(
        r#"{{"type": "function", "name": "{name}", "inputs": [], "outputs": [], "stateMutability": "nonpayable"}}"#
    )
}

fn refusal(abi: &str, runtime: &str) -> DialectError {
    let (_folder, project) = made(abi, runtime);
    let found = discover(&project, &Filter::default(), None).unwrap();
    mount(&found[0], &project, &MountOptions::default()).unwrap_err()
}

#[test]
fn what_a_harness_cannot_have_is_named() {
    let stop = "00";
    let names = [function("setUp"), function("invariant_a")].join(",");
    let nothing = refusal(&names, stop);
    assert!(matches!(nothing, DialectError::NoTargets { .. }), "{nothing}");
    let old = refusal(&[function("test_a"), function("testFailB")].join(","), stop).to_string();
    assert!(old.contains("testFailB()") && !old.contains("test_a"), "{old}");
    // Calls the cheatcode address with four bytes that are no cheatcode.
    let unknown = "63deadbeef600052600060006004601c6000737109709ecfa91a80626ff3989d68f67f5b1dd12d5af100";
    let fault = refusal(&names, unknown);
    assert!(matches!(fault, DialectError::Unsupported { .. }), "{fault}");
    assert!(fault.to_string().contains("setUp()") && fault.to_string().contains("0xdeadbeef"), "{fault}");
    let arguments = r#"{"type": "constructor", "inputs": [{"name": "x", "type": "uint256"}], "stateMutability": "nonpayable"}"#;
    let needed = refusal(&[names, arguments.to_owned()].join(","), stop);
    assert!(needed.to_string().contains("(uint256 x)"), "{needed}");
}

#[test]
fn tests_stand_beside_invariants() {
    let abi = [function("test_a"), function("invariant_b"), function("targetContracts")].join(",");
    // Whatever is asked, the answer is a list of one address: its own.
    let own_address = "602060005260016020523060405260606000f3";
    let (_folder, project) = made(&[abi, function("poke")].join(","), own_address);
    let found = discover(&project, &Filter::default(), None).unwrap();
    let all = mount(&found[0], &project, &MountOptions::default()).unwrap();
    let ids: Vec<&str> = all.iter().map(|harness| harness.id.as_str()).collect();
    assert_eq!(ids, ["test/T.t.sol:T", "test/T.t.sol:T#tests"]);
    assert!(std::sync::Arc::ptr_eq(&all[0].world, &all[1].world));
    assert_eq!(signatures(&all[1]), ["T.test_a()"]);
    assert_eq!(signatures(&all[0]), ["T.poke()", "T.targetContracts()"]);
}

#[test]
fn the_examples_mount_as_a_user_runs_them() {
    let vault = load("examples/vault");
    let found = discover(&vault, &Filter::default(), None).unwrap();
    let harness = mount(&found[0], &vault, &MountOptions::default()).unwrap().remove(0);
    assert_eq!(harness.contract, "RewardVaultTest");
    assert_eq!(
        signatures(&harness),
        [
            "Users.claim(uint256)",
            "Users.deposit(uint256,uint256)",
            "Users.reward(uint256,uint256)",
            "Users.transferShares(uint256,uint256,uint256)",
            "Users.withdraw(uint256,uint256)"
        ]
    );
    assert!(harness.labels.values().any(|name| name == "alice"));
    let token = load("examples/echidna-token");
    let found = discover(&token, &Filter::default(), None).unwrap();
    assert_eq!((found.len(), found[0].dialect), (1, Dialect::Echidna));
    let harness = mount(&found[0], &token, &MountOptions::default()).unwrap().remove(0);
    assert_eq!(harness.semantics.sequence_len_max, 50);
}
