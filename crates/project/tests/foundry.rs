//! Reading a Foundry project with the artifacts that forge left.

mod common;

use common::{copy_fixture, load, options};
use hotfire_project::{CodeKind, ContractKind, FunctionKind, Project, ProjectError, ProjectKind};

#[test]
fn artifacts_that_came_with_the_sources_are_fresh() {
    let folder = copy_fixture("foundry");
    let project = load(folder.path()).unwrap();
    assert_eq!(project.kind, ProjectKind::Foundry);
    assert_eq!(project.notes, Vec::<String>::new());
    let names: Vec<String> = project.contracts.iter().map(|contract| contract.id()).collect();
    let expected = [
        "lib/dep/src/Maths.sol:Maths",
        "src/Vault.sol:Base",
        "src/Vault.sol:IThing",
        "src/Vault.sol:Vault",
        "test/Vault.t.sol:VaultTest",
    ];
    assert_eq!(names, expected);
    let kinds: Vec<ContractKind> = project.contracts.iter().map(|contract| contract.kind).collect();
    use ContractKind::{Abstract, Contract, Interface, Library};
    assert_eq!(kinds, [Library, Abstract, Interface, Contract, Contract]);
    let vault = project.contract_named("Vault").unwrap();
    assert_eq!(vault.bases, ["Base"]);
    assert_eq!(vault.evm_version.as_deref(), Some("cancun"));
    assert_eq!(
        vault.compiler.as_ref().map(|version| (version.major, version.minor, version.patch)),
        Some((0, 8, 30))
    );
    assert!(!vault.is_test_source && project.contract_named("VaultTest").unwrap().is_test_source);
    assert!(vault.is_own_source && !project.contract_named("Maths").unwrap().is_own_source);
}

#[test]
fn every_place_has_file_line_and_function() {
    let folder = copy_fixture("foundry");
    let project = load(folder.path()).unwrap();
    let vault = project.contract_named("Vault").unwrap();
    let functions = vault.functions(&project.sources, CodeKind::Runtime);
    let seen: Vec<(&str, Option<&str>, u32, FunctionKind)> = functions
        .iter()
        .map(|function| (function.name.as_str(), function.contract.as_deref(), function.line, function.kind))
        .collect();
    assert_eq!(
        seen,
        [
            ("small", Some("Maths"), 9, FunctionKind::Function),
            ("count", Some("Base"), 11, FunctionKind::Getter),
            ("early", Some("Base"), 13, FunctionKind::Modifier),
            ("bump", Some("Base"), 18, FunctionKind::Function),
            ("name", Some("Vault"), 27, FunctionKind::Getter),
            ("put", Some("Vault"), 34, FunctionKind::Function),
            ("fallback", Some("Vault"), 41, FunctionKind::Fallback),
        ]
    );
    let lines: Vec<&str> = vault
        .function_pcs(&project.sources, CodeKind::Runtime, "put")
        .iter()
        .filter_map(|&pc| vault.locate(&project.sources, CodeKind::Runtime, pc as usize))
        .map(|location| location.text.trim())
        .collect();
    assert!(lines.contains(&"if (amount == 0xdeadbeef) revert();"), "{lines:?}");
    assert!(lines.contains(&"return Maths.big(amount) + Maths.small(fee);"), "{lines:?}");
    let constructor = vault.functions(&project.sources, CodeKind::Init);
    assert!(constructor.iter().any(|function| function.kind == FunctionKind::Constructor));
}

#[test]
fn code_on_chain_is_known_again() {
    let folder = copy_fixture("foundry");
    let project = load(folder.path()).unwrap();
    let vault = project.contract_named("Vault").unwrap();
    let mut linked = project.linked.clone();
    let plan = project.link_plan(vault).unwrap();
    assert_eq!(plan.iter().map(|library| library.name.as_str()).collect::<Vec<_>>(), ["Maths"]);
    for library in plan {
        linked.insert(&library.path, &library.name, alloy_primitives::Address::repeat_byte(0x11));
    }
    let mut code = vault.runtime.linked(&linked).unwrap();
    for hole in &vault.runtime.immutables {
        code[hole.start..hole.start + hole.len].fill(0x22);
    }
    assert_eq!(project.contract_by_runtime_code(&code).unwrap().name, "Vault");
    let last = code.len() - 10;
    code[last] ^= 1;
    assert_eq!(project.contract_by_runtime_code(&code).unwrap().name, "Vault", "metadata does not count");
    code[4] ^= 1;
    assert!(project.contract_by_runtime_code(&code).is_none());

    let args = vault.encode_constructor(&["3".into()]).unwrap();
    let init = vault.init_code(&linked, &args).unwrap();
    assert_eq!(init.len(), vault.init.bytes.len() + 32);
    assert_eq!(project.contract_by_init_code(&init).unwrap().name, "Vault");

    let mut library = project.contract_named("Maths").unwrap().runtime.bytes.to_vec();
    library[1..21].fill(0x11);
    assert_eq!(project.contract_by_runtime_code(&library).unwrap().name, "Maths");
}

#[test]
fn errors_say_what_to_do() {
    let folder = copy_fixture("foundry");
    let project = load(folder.path()).unwrap();
    let vault = project.contract_named("Vault").unwrap();
    let text = |error: ProjectError| error.to_string();
    let unlinked = text(vault.init_code(&project.linked, &[]).unwrap_err());
    assert!(unlinked.contains("lib/dep/src/Maths.sol:Maths") && unlinked.contains("--library"), "{unlinked}");
    let base = project.contract_named("Base").unwrap();
    let abstract_one = text(base.init_code(&project.linked, &[]).unwrap_err());
    assert!(abstract_one.contains("abstract") && abstract_one.contains("inherits"), "{abstract_one}");
    let args = text(vault.encode_constructor(&[]).unwrap_err());
    assert!(args.contains("uint256 fee_"), "{args}");
    let args = text(vault.encode_constructor(&["x".into()]).unwrap_err());
    assert!(args.contains("'x' is no uint256"), "{args}");
    let unknown = text(project.contract_named("vault").unwrap_err());
    assert!(unknown.contains("src/Vault.sol:Vault"), "{unknown}");
    let harness = text(project.no_harness("invariant_*()"));
    assert!(harness.contains("src/Vault.sol:Vault"), "{harness}");
}

#[test]
fn a_change_of_content_makes_artifacts_stale_and_a_change_of_time_does_not() {
    let folder = copy_fixture("foundry");
    let path = folder.path().join("src/Vault.sol");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text).unwrap();
    assert!(load(folder.path()).is_ok());

    std::fs::write(&path, text.replace("10 days", "11 days")).unwrap();
    let error = load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("src/Vault.sol has changed") && error.contains("--out-of-date ok"), "{error}");
    let mut on_purpose = options(folder.path());
    on_purpose.out_of_date_ok = true;
    let project = Project::load(&on_purpose, &mut |_| {}).unwrap();
    assert!(project.notes.iter().any(|note| note.contains("on purpose")), "{:?}", project.notes);

    std::fs::write(&path, &text).unwrap();
    std::fs::write(folder.path().join("src/New.sol"), "contract New {}").unwrap();
    let error = load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("src/New.sol has not been compiled"), "{error}");
    std::fs::write(folder.path().join("src/New.sol"), "// nothing to compile").unwrap();
    assert!(load(folder.path()).is_ok());
}

#[test]
fn without_a_compiler_the_way_out_is_named() {
    let folder = copy_fixture("foundry");
    let config = folder.path().join("foundry.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("optimizer = true", "optimizer = true\nsolc = \"gone/solc\""))
        .unwrap();
    std::fs::write(folder.path().join("src/New.sol"), "contract New {}").unwrap();
    let mut options = options(folder.path());
    (options.no_build, options.forge) = (false, Some("no-forge-here".into()));
    let error = Project::load(&options, &mut |_| {}).unwrap_err().to_string();
    assert!(error.contains("src/New.sol has not been compiled"), "{error}");
    assert!(error.contains("there is no such file") && error.contains("--out-of-date ok"), "{error}");
}

#[test]
fn a_broken_artifact_is_named() {
    let folder = copy_fixture("foundry");
    let path = folder.path().join("out/Vault.sol/Vault.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    let error = load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("out/Vault.sol/Vault.json is broken"), "{error}");
}

#[test]
fn configuration_and_inline_configuration_are_read() {
    let folder = copy_fixture("foundry");
    let mut options = options(folder.path());
    let project = Project::load(&options, &mut |_| {}).unwrap();
    assert_eq!((project.foundry.invariant.runs, project.foundry.invariant.depth), (33, 5));
    assert!(project.foundry.invariant.fail_on_revert);
    let test = project.contract_named("VaultTest").unwrap();
    assert_eq!(test.forge_config.get("default", None, "invariant.runs"), Some("10"));
    assert_eq!(test.forge_config.get("default", Some("testFuzz_put"), "fuzz.runs"), Some("7"));
    let runs = |function| project.foundry.invariant_for(test, function).unwrap().runs;
    assert_eq!((runs(None), runs(Some("invariant_small"))), (10, 10));
    let fuzz = project.foundry.fuzz_for(test, Some("testFuzz_put")).unwrap();
    assert_eq!((fuzz.runs, fuzz.dictionary_weight), (7, 40));
    options.profile = Some("ci".into());
    assert_eq!(Project::load(&options, &mut |_| {}).unwrap().foundry.invariant.runs, 7);
    options.profile = Some("no".into());
    let error = Project::load(&options, &mut |_| {}).unwrap_err().to_string();
    assert!(
        error.contains("no profile 'no'") && error.contains("default, ci") | error.contains("ci"),
        "{error}"
    );
}

#[test]
fn literals_of_the_own_sources_are_found() {
    let folder = copy_fixture("foundry");
    let project = load(folder.path()).unwrap();
    let literals = project.literals();
    let number = alloy_primitives::U256::from;
    assert!(literals.integers.contains(&number(0xdead_beef_u64)));
    assert!(literals.integers.contains(&number(864_000)));
    assert!(literals.strings.contains("late"));
    assert!(!literals.integers.contains(&number(1000)), "dependencies are left out");
    let of_vault = project.literals_of(project.contract_named("Vault").unwrap());
    assert!(of_vault.integers.contains(&number(1000)));
    assert!(of_vault.integers.contains(&number(7_000_000_000_000_000_000_u64)));
}

#[test]
fn a_wrong_value_in_the_configuration_is_named() {
    let folder = copy_fixture("foundry");
    let path = folder.path().join("foundry.toml");
    for (text, wanted) in [
        ("[invariant]\nruns = \"many\"", "invariant.runs is \"many\", expected a whole number"),
        ("[fuzz]\nruns = -1", "fuzz.runs is -1"),
        ("[profile.default]\nlibs = 3", "libs is 3, expected a list of texts"),
        (
            "[profile.default]\nfs_permissions = [{ access = \"fly\", path = \".\" }]",
            "fs_permissions: expected",
        ),
        ("[profile.default]\nlibraries = [\"Maths\"]", "path:Name:0x"),
        ("fuzz = 3", "fuzz is 3, expected a table"),
        ("[", "foundry.toml is not a configuration"),
    ] {
        std::fs::write(&path, text).unwrap();
        let error = load(folder.path()).unwrap_err().to_string();
        assert!(error.contains(wanted), "{text}: {error}");
    }
}

#[test]
fn settings_that_differ_from_the_artifacts_are_noted() {
    let folder = copy_fixture("foundry");
    let path = folder.path().join("foundry.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("cancun", "paris")).unwrap();
    let project = load(folder.path()).unwrap();
    assert!(project.notes[0].contains("another evm_version"), "{:?}", project.notes);
}

#[test]
fn artifacts_of_a_source_that_is_gone_are_left_out() {
    let folder = copy_fixture("foundry");
    std::fs::remove_file(folder.path().join("test/Vault.t.sol")).unwrap();
    let project = load(folder.path()).unwrap();
    assert!(project.contract_named("VaultTest").is_err());
    assert!(project.notes[0].contains("test/Vault.t.sol"), "{:?}", project.notes);
}

#[test]
fn several_artifacts_of_one_contract_give_one_contract() {
    let folder = copy_fixture("foundry");
    let file = folder.path().join("out/Vault.sol/Vault.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let vault = folder.path().join("src/Vault.sol");
    let hash = format!("{:#x}", alloy_primitives::keccak256(std::fs::read(vault).unwrap()));
    assert!(text.contains(&hash));
    let stale = text.replace(&hash, &format!("0x{}", "11".repeat(32))).replace("0.8.30+", "0.8.31+");
    std::fs::write(file.with_file_name("Vault.0.8.31.json"), stale).unwrap();
    let project = load(folder.path()).unwrap();
    let vaults = project.contracts.iter().filter(|contract| contract.name == "Vault");
    let patches: Vec<u64> = vaults.filter_map(|contract| Some(contract.compiler.as_ref()?.patch)).collect();
    assert_eq!(patches, [30], "the fresh one, although the other has the newer compiler");
}

#[test]
fn source_ids_come_from_the_build_that_made_the_artifact() {
    let folder = copy_fixture("foundry");
    let infos = folder.path().join("out/build-info");
    // Another build, with the same id for the contract's own file, and others for the rest.
    let other = r#"{"id":"00other","source_id_to_path":{"0":"test/Vault.t.sol","1":"src/Vault.sol","2":"src/Gone.sol"}}"#;
    std::fs::write(infos.join("00other.json"), other).unwrap();
    std::fs::write(infos.join("broken.json"), "{\"id\":3").unwrap();
    let project = load(folder.path()).unwrap();
    let vault = project.contract_named("Vault").unwrap();
    let functions = vault.functions(&project.sources, CodeKind::Runtime);
    assert!(functions.iter().any(|function| function.file == "lib/dep/src/Maths.sol"), "{functions:?}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn a_garbled_project_is_read_or_refused(
        which in 0_usize..7,
        at in 0_usize..20_000,
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 1..8),
        cut in proptest::prelude::any::<bool>(),
    ) {
        let files = [
            "foundry.toml", "src/Vault.sol", "out/Vault.sol/Vault.json", "out/Maths.sol/Maths.json",
            "out/Vault.t.sol/VaultTest.json", "out/build-info", "test/Vault.t.sol",
        ];
        let folder = copy_fixture("foundry");
        let mut file = folder.path().join(files[which]);
        if file.is_dir() {
            file = std::fs::read_dir(&file).unwrap().next().unwrap().unwrap().path();
        }
        let mut text = std::fs::read(&file).unwrap();
        let at = at % text.len();
        if cut { text.truncate(at); }
        text.splice(at..(at + bytes.len()).min(text.len()), bytes);
        std::fs::write(&file, text).unwrap();
        let mut options = options(folder.path());
        options.out_of_date_ok = true;
        if let Ok(project) = Project::load(&options, &mut |_| {}) {
            for contract in &project.contracts {
                for kind in [CodeKind::Init, CodeKind::Runtime] {
                    let _ = contract.functions(&project.sources, kind);
                }
                let _ = project.contract_by_init_code(&contract.init.bytes);
                let _ = project.link_plan(contract);
            }
        }
    }
}
