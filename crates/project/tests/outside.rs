//! Sources that `skip` leaves out, and sources above the project's root.
//!
//! Invariant: artifacts that belong to the sources are used as they are, and no compiler runs.

use hotfire_project::{Options, Project, ProjectError};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A world of the museum with the folder beside it that it imports from.
fn museum() -> TempDir {
    let home = tempfile::tempdir().expect("the copy can be made");
    let museum = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../museum");
    for name in ["common", "the-dao"] {
        for entry in walkdir::WalkDir::new(museum.join(name)) {
            let entry = entry.expect("the copy can be made");
            let inner = entry.path().strip_prefix(&museum).expect("the copy can be made");
            if inner.components().any(|part| part.as_os_str() == ".hotfire") {
                continue;
            }
            if entry.file_type().is_dir() {
                fs::create_dir_all(home.path().join(inner)).expect("the copy can be made");
            } else {
                fs::copy(entry.path(), home.path().join(inner)).expect("the copy can be made");
            }
        }
    }
    home
}

fn load(home: &Path) -> Result<Project, ProjectError> {
    let mut options = Options::new(home.join("the-dao"));
    options.no_build = true;
    options.profile = Some("default".into());
    Project::load(&options, &mut |_| {})
}

#[test]
fn fresh_artifacts_need_no_compiler() {
    let home = museum();
    let project = load(home.path()).unwrap();
    assert_eq!(project.notes, Vec::<String>::new());
    assert!(project.contract_named("World").unwrap().is_own_source);
    assert!(!project.contract_named("Vm").unwrap().is_own_source, "it lies above the project");
    assert!(project.sources.by_path("../common/Vm.sol").is_some_and(|file| !file.text.is_empty()));
}

#[test]
fn only_what_is_compiled_can_be_out_of_date() {
    let home = museum();
    let edit = |path: &str| {
        let path = home.path().join(path);
        fs::write(&path, fs::read_to_string(&path).unwrap() + "\n// edited\n").unwrap();
    };
    edit("the-dao/Patched.sol");
    load(home.path()).unwrap();
    edit("common/Vm.sol");
    let error = load(home.path()).unwrap_err().to_string();
    assert!(error.contains("../common/Vm.sol has changed since it was compiled"), "{error}");
    fs::remove_dir_all(home.path().join("common")).unwrap();
    load(home.path()).unwrap();
}
