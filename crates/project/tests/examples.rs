//! The examples ship their artifacts: they are read as fresh where there is no compiler.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "each test file uses a part")]
mod common;

use std::fs;
use std::path::{Path, PathBuf};

fn projects(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.join("foundry.toml").is_file() && path.join("out").is_dir());
    found.sort();
    found
}

#[test]
fn shipped_artifacts_are_fresh() {
    let all: Vec<PathBuf> = projects("examples").into_iter().chain(projects("testdata")).collect();
    assert!(!all.is_empty(), "there are examples");
    for root in all {
        let project = common::load(&root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
        assert!(project.contracts.iter().any(|contract| contract.is_own_source), "{}", root.display());
        for contract in project.contracts.iter().filter(|contract| contract.is_deployable()) {
            let found = project.contract_by_runtime_code(&contract.runtime.bytes).unwrap();
            assert_eq!(found.runtime.bytes, contract.runtime.bytes);
        }
    }
}
