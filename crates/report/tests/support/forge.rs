//! The real forge, to judge what is written.

use hotfire_project::{Options, Project};
use hotfire_report::Case;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with forge and the compilers.
pub(crate) fn tools() -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools");
    assert!(
        tools.join("node_modules/@foundry-rs").is_dir(),
        "run `npm ci` in tools/ first: this test needs forge"
    );
    tools.canonicalize().unwrap()
}

pub(crate) fn forge() -> PathBuf {
    tools().join("node_modules/@foundry-rs/forge-linux-amd64/bin/forge")
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs forge in a project; the answer, and whether it ended well.
pub(crate) fn run_forge(root: &Path, findings: &str, args: &[&str]) -> (String, bool) {
    let output = Command::new(forge())
        .args(args)
        .current_dir(root)
        .env("FOUNDRY_TEST", findings)
        .env("FOUNDRY_SOLC", tools().join("solc"))
        .env("FOUNDRY_OFFLINE", "true")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (text, output.status.success())
}

/// A copy of a fixture, built.
pub(crate) fn fixture(name: &str, prepare: impl FnOnce(&Path)) -> (tempfile::TempDir, Project) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join(name);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name), &root);
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
pub(crate) fn verdicts(root: &Path) -> BTreeMap<String, bool> {
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

/// Writes a case's proof where users have it.
pub(crate) fn write_proof(root: &Path, case: &Case<'_>) -> String {
    let text = hotfire_report::proof::render_case(case).unwrap();
    let folder = root.join(hotfire_report::proof::folder(case.id));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(hotfire_report::proof::FILE), &text).unwrap();
    text
}

/// Runs a printed command as a user would, with forge on the path.
pub(crate) fn run_shell(root: &Path, command: &str) -> (String, bool) {
    let path = format!("{}:{}", forge().parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(root)
        .env("PATH", path)
        .env("FOUNDRY_SOLC", tools().join("solc"))
        .env("FOUNDRY_OFFLINE", "true")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (text, output.status.success())
}
