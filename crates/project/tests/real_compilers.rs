//! Compiling with the real solc and forge, as `npm ci --prefix tools` installs them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "each test file uses a part")]
mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::copy_fixture;
use hotfire_project::{
    ArtifactState, CodeKind, Options, Project, ProjectError, ProjectKind, Step, toolchain,
};
use tempfile::TempDir;

/// A file or folder under `tools/node_modules`.
fn tool(path: &str) -> PathBuf {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/node_modules");
    let tool = modules.join(path);
    assert!(tool.exists(), "tools/node_modules/{path} is missing: run `npm ci --prefix tools`");
    tool.canonicalize().unwrap()
}

/// Options that never use forge.
fn with_solc(root: &Path) -> Options {
    let mut options = Options::new(root);
    options.forge = Some("no-forge-here".into());
    options.profile = Some("default".into());
    options.solc = Some(tool("solc"));
    options
}

/// Loads, and says how many sources were compiled.
fn load(options: &Options) -> (Result<Project, ProjectError>, usize) {
    let mut compiled = 0;
    let project = Project::load(options, &mut |step| {
        if let Step::Compiling { files, .. } = step {
            compiled += files;
        }
    });
    (project, compiled)
}

fn write(folder: &TempDir, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn one_file_with_imports_is_compiled_and_then_taken_from_the_cache() {
    let folder = tempfile::tempdir().unwrap();
    write(
        &folder,
        &[
            (
                "A.sol",
                "pragma solidity ^0.8.0; import './inner/B.sol'; contract A is B { uint immutable z = 4; }",
            ),
            ("inner/B.sol", "pragma solidity >=0.8.0 <0.9.0;\ncontract B {\n  uint public x = 7 days;\n}"),
        ],
    );
    let options = with_solc(&folder.path().join("A.sol"));
    let (project, compiled) = load(&options);
    let project = project.unwrap();
    assert_eq!((project.kind, compiled), (ProjectKind::Solidity, 2));
    assert_eq!(project.focus.as_deref(), Some("A.sol"));
    let a = project.contract_named("A").unwrap();
    assert_eq!(a.bases, ["B"]);
    assert!(a.storage_layout.as_ref().is_some_and(|layout| layout.storage[0].label == "x"));
    let functions = a.functions(&project.sources, CodeKind::Runtime);
    assert!(
        functions
            .iter()
            .any(|function| function.name == "x" && function.file == "inner/B.sol" && function.line == 3)
    );
    assert!(project.literals().integers.contains(&alloy_primitives::U256::from(604_800)));

    assert_eq!(load(&options).1, 0, "nothing changed, nothing is compiled");
    write(&folder, &[("A.sol", "pragma solidity ^0.8.0; import './inner/B.sol'; contract A is B {}")]);
    assert_eq!(load(&options).1, 1, "only what changed is compiled");
}

#[test]
fn a_foundry_project_is_built_without_forge() {
    let folder = copy_fixture("foundry");
    let shipped = load(&with_solc(folder.path())).0.unwrap();
    fs::remove_dir_all(folder.path().join("out")).unwrap();
    let (built, compiled) = load(&with_solc(folder.path()));
    let built = built.unwrap();
    assert_eq!(compiled, 3);
    for contract in &shipped.contracts {
        let ours = built.contract_at(&contract.path, &contract.name).unwrap();
        assert_eq!(ours.init.bytes.len(), contract.init.bytes.len(), "{}", contract.id());
        if let Some(same) = built.contract_by_runtime_code(&contract.runtime.bytes) {
            assert_eq!(same.id(), contract.id());
        }
    }
    let state = toolchain(&with_solc(folder.path()));
    assert_eq!(state.artifacts, ArtifactState::Missing);
    assert_eq!(state.solcs[0].release().to_string(), "0.8.30");
    assert!(state.forge.is_none() && state.node.is_some());
}

#[test]
fn forge_builds_what_is_out_of_date() {
    let folder = copy_fixture("foundry");
    let mut options = with_solc(folder.path());
    options.forge = Some(tool("@foundry-rs/forge-linux-amd64/bin/forge"));
    let wrapper = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/solc").canonicalize().unwrap();
    options.solc = Some(wrapper);
    let path = folder.path().join("src/Vault.sol");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("10 days", "11 days")).unwrap();
    let mut used_forge = false;
    let project = Project::load(&options, &mut |step| {
        used_forge |= matches!(step, Step::Compiling { compiler, .. } if compiler == "forge build");
    });
    assert!(project.unwrap().contract_named("Vault").is_ok() && used_forge);
    options.no_build = true;
    assert!(load(&options).0.is_ok(), "what forge built is fresh");
    assert!(matches!(toolchain(&options).artifacts, ArtifactState::Fresh { contracts: 5 }));

    options.no_build = false;
    fs::write(&path, text.replace("uint256 fee_", "uint256 fee_ oops")).unwrap();
    let error = load(&options).0.unwrap_err().to_string();
    assert!(error.contains("`forge build") && error.contains("src/Vault.sol"), "{error}");
}

#[test]
fn an_input_above_64_kib_is_compiled() {
    let folder = tempfile::tempdir().unwrap();
    let filler = "// a comment that only makes the source long\n".repeat(4000);
    let input = serde_json::json!({
        "language": "Solidity",
        "sources": {
            "a.sol": { "content": format!("pragma solidity ^0.8.0;\n{filler}contract A {{ function f() external {{}} }}") },
            "b.sol": { "urls": ["B.sol"] },
        },
        "settings": { "optimizer": { "enabled": true }, "outputSelection": {} },
    });
    write(&folder, &[("in.json", &input.to_string()), ("B.sol", "contract B {}")]);
    let options = with_solc(&folder.path().join("in.json"));
    let (project, compiled) = load(&options);
    let project = project.unwrap();
    assert_eq!((project.kind, compiled, project.contracts.len()), (ProjectKind::StandardJson, 2, 2));
    let a = project.contract_named("A").unwrap();
    let pc = a.function_pcs(&project.sources, CodeKind::Runtime, "f")[0] as usize;
    assert_eq!(a.locate(&project.sources, CodeKind::Runtime, pc).unwrap().line, 4002);
    assert_eq!(load(&options).1, 0);
}

#[test]
fn each_source_gets_a_compiler_that_it_accepts() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("node_modules")).unwrap();
    for package in ["solc", "solc-0.5.16"] {
        let link = folder.path().join("node_modules").join(package);
        std::os::unix::fs::symlink(tool(package), link).unwrap();
    }
    write(
        &folder,
        &[
            (
                "src/Old.sol",
                "pragma solidity =0.5.16; contract Old { uint public x; function() external payable {} }",
            ),
            ("src/New.sol", "pragma solidity ^0.8.0; contract New { receive() external payable {} }"),
        ],
    );
    let mut options = with_solc(folder.path());
    options.solc = None;
    let project = load(&options).0.unwrap();
    let version = |name: &str| project.contract_named(name).unwrap().compiler.as_ref().unwrap().minor;
    assert_eq!((version("Old"), version("New")), (5, 8));
    let old = project.contract_named("Old").unwrap();
    let functions = old.functions(&project.sources, CodeKind::Runtime);
    assert!(functions.iter().any(|function| function.name == "x"));

    write(&folder, &[("src/Odd.sol", "pragma solidity =0.7.6; contract Odd {}")]);
    let error = load(&options).0.unwrap_err().to_string();
    assert!(error.contains("src/Odd.sol wants solc =0.7.6; found only 0.8.30, 0.5.16"), "{error}");
    fs::remove_file(folder.path().join("src/Odd.sol")).unwrap();
    write(&folder, &[("foundry.toml", "[profile.default]\nsolc = \"0.8.1\"")]);
    let error = load(&options).0.unwrap_err().to_string();
    assert!(error.contains("foundry.toml wants solc 0.8.1; found only 0.8.30, 0.5.16"), "{error}");
    options.solc = Some("0.7.6".into());
    let error = load(&options).0.unwrap_err().to_string();
    assert!(error.contains("--solc wants solc 0.7.6"), "{error}");
}

#[test]
fn what_solc_refuses_is_shown_as_it_says_it() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, &[("A.sol", "pragma solidity ^0.8.0; contract A { uint x = true; }")]);
    let error = load(&with_solc(&folder.path().join("A.sol"))).0.unwrap_err().to_string();
    assert!(error.contains("solc 0.8.30 refused") && error.contains("A.sol:1:"), "{error}");
    write(&folder, &[("A.sol", "import 'gone/B.sol';")]);
    let error = load(&with_solc(&folder.path().join("A.sol"))).0.unwrap_err().to_string();
    assert!(error.contains("A.sol imports \"gone/B.sol\"") && error.contains("remapping"), "{error}");
    write(&folder, &[("A.sol", "contract A {}"), ("tool", "x")]);
    let mut options = with_solc(&folder.path().join("A.sol"));
    options.solc = Some(folder.path().join("tool"));
    let error = load(&options).0.unwrap_err().to_string();
    assert!(error.contains("did not work as a compiler"), "{error}");
}

#[test]
fn a_file_of_a_foundry_project_is_read_with_its_project() {
    let folder = copy_fixture("foundry");
    let (project, compiled) = load(&with_solc(&folder.path().join("test/Vault.t.sol")));
    let project = project.unwrap();
    assert_eq!((project.kind, compiled), (ProjectKind::Foundry, 0));
    assert_eq!(project.focus.as_deref(), Some("test/Vault.t.sol"));
}
