//! The real forge, to judge what is written.

use hotfire_report::Case;
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

/// Writes a case's proof where users have it.
pub(crate) fn write_proof(root: &Path, case: &Case<'_>) -> String {
    let text = hotfire_report::proof::render_case(case).unwrap();
    let folder = root.join(hotfire_report::proof::folder(case.id));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(hotfire_report::proof::FILE), &text).unwrap();
    text
}

/// Runs a printed command as a user would, with forge on the path and a compiler that forge need not fetch.
pub(crate) fn run_shell(root: &Path, command: &str, solc: &str) -> (String, bool) {
    let path = format!("{}:{}", forge().parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(root)
        .env("PATH", path)
        .env("FOUNDRY_SOLC", tools().join(solc))
        .env("FOUNDRY_OFFLINE", "true")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (text, output.status.success())
}
