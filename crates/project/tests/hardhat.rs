//! Reading a Hardhat project, and standard-json files, with what a compiler left.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{copy_fixture, load, options};
use hotfire_project::{CodeKind, ContractKind, Project, ProjectKind};
use serde_json::{Value, json};

const BUILD_INFO: &str = "artifacts/build-info/0a1b2c3d.json";

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn assert_is_the_box(project: &Project) {
    let names: Vec<String> = project.contracts.iter().map(|contract| contract.id()).collect();
    assert_eq!(names, ["contracts/Box.sol:Box", "contracts/Sums.sol:Sums"]);
    let boxed = project.contract_named("Box").unwrap();
    assert_eq!(boxed.kind, ContractKind::Contract);
    assert_eq!(project.contract_named("Sums").unwrap().kind, ContractKind::Library);
    assert_eq!(boxed.compiler.as_ref().map(ToString::to_string).as_deref(), Some("0.8.30+commit.73712a01"));
    assert_eq!(boxed.evm_version.as_deref(), Some("paris"));
    assert_eq!(boxed.runtime.libraries(), [("contracts/Sums.sol", "Sums")]);
    assert_eq!(project.link_plan(boxed).unwrap()[0].name, "Sums");
    let pcs = boxed.function_pcs(&project.sources, CodeKind::Runtime, "store");
    let place = boxed.locate(&project.sources, CodeKind::Runtime, pcs[0] as usize).unwrap();
    assert_eq!((place.file, place.contract, place.line), ("contracts/Box.sol", Some("Box"), 9));
}

#[test]
fn hardhat_2_artifacts_are_read() {
    let folder = copy_fixture("hardhat");
    let project = load(folder.path()).unwrap();
    assert_eq!(project.kind, ProjectKind::Hardhat);
    assert!(project.notes.is_empty());
    assert_is_the_box(&project);
}

#[test]
fn hardhat_3_artifacts_are_read() {
    let folder = copy_fixture("hardhat");
    let path = folder.path().join(BUILD_INFO);
    let text = fs::read_to_string(&path).unwrap();
    let renamed = text.replace("contracts/Box.sol", "project/contracts/Box.sol");
    let renamed = renamed.replace("contracts/Sums.sol", "project/contracts/Sums.sol");
    let mut info: Value = serde_json::from_str(&renamed).unwrap();
    let output = info.as_object_mut().unwrap().remove("output").unwrap();
    fs::write(&path, info.to_string()).unwrap();
    let beside = json!({ "id": "0a1b2c3d", "output": output });
    fs::write(path.with_extension("output.json"), beside.to_string()).unwrap();
    assert_is_the_box(&load(folder.path()).unwrap());
}

#[test]
fn hardhat_artifacts_out_of_date_are_told() {
    let folder = copy_fixture("hardhat");
    let path = folder.path().join("contracts/Box.sol");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("41", "42")).unwrap();
    let error = load(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("contracts/Box.sol has changed") && error.contains("npx hardhat compile"),
        "{error}"
    );
    let mut on_purpose = options(folder.path());
    on_purpose.out_of_date_ok = true;
    let project = Project::load(&on_purpose, &mut |_| {}).unwrap();
    let source = project.sources.by_path("contracts/Box.sol").unwrap();
    assert!(source.text.contains("41"), "places are told in the text that was compiled");

    fs::write(&path, &text).unwrap();
    fs::write(folder.path().join("contracts/New.sol"), "contract New {}").unwrap();
    let error = load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("contracts/New.sol has not been compiled"), "{error}");
}

#[test]
fn hardhat_without_artifacts_says_what_to_run() {
    let folder = copy_fixture("hardhat");
    fs::remove_dir_all(folder.path().join("artifacts")).unwrap();
    let error = load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("npx hardhat compile"), "{error}");
    let folder = copy_fixture("hardhat");
    let path = folder.path().join(BUILD_INFO);
    fs::write(&path, &fs::read(&path).unwrap()[..900]).unwrap();
    let error = load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("is not an artifact that can be read"), "{error}");
}

#[test]
fn a_build_info_and_a_standard_json_output_are_read() {
    let folder = copy_fixture("hardhat");
    let info = folder.path().join(BUILD_INFO);
    let project = load(&info).unwrap();
    assert_eq!(project.kind, ProjectKind::StandardJson);
    assert_is_the_box(&project);

    let output = folder.path().join("output.json");
    fs::write(&output, read_json(&info)["output"].to_string()).unwrap();
    assert_is_the_box(&load(&output).unwrap());
}

#[test]
fn a_json_of_another_kind_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.json");
    for (text, wanted) in [
        ("{}", "neither a standard-json input"),
        ("[", "is not an artifact"),
        (r#"{"errors":[{"message":"File not found."}]}"#, "File not found."),
        (r#"{"contracts":{}}"#, "holds no compiled contract"),
    ] {
        fs::write(&file, text).unwrap();
        let error = load(&file).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn a_path_that_is_no_project_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let error = load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("holds no project") && error.contains("foundry.toml"), "{error}");
    let error = load(&folder.path().join("nowhere")).unwrap_err().to_string();
    assert!(error.contains("there is nothing at"), "{error}");
    fs::write(folder.path().join("a.txt"), "").unwrap();
    let error = load(&folder.path().join("a.txt")).unwrap_err().to_string();
    assert!(error.contains("neither .sol nor .json"), "{error}");
}
