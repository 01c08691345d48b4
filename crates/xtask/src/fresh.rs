//! Compares committed artifacts with what the pinned compiler makes of the sources.
//!
//! Invariant: a committed artifact whose code, ABI or storage layout differs from a fresh build is reported by name.

use crate::{child, jobs, repo};
use anyhow::{Result, ensure};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Time for compiling every project.
const BUILD_SECS_MAX: u64 = 900;
/// What is compared of an artifact.
const COMPARED: [&str; 5] =
    ["/abi", "/bytecode", "/deployedBytecode", "/storageLayout/storage", "/contracts"];
/// Folders that forge, Hardhat and a plain compiler leave artifacts in.
const FOLDERS: [&str; 5] = ["out", "out-fixed", "out-patched", "artifacts", "json"];

/// Rebuilds every project that has committed artifacts, each in a folder of its own, and tells what is different.
pub(crate) fn check() -> Result<Vec<String>> {
    let root = repo::root();
    let work = repo::scratch("fresh")?;
    let committed = out_folders(&root);
    let projects: BTreeSet<&Path> =
        committed.iter().filter(|out| !out.starts_with("crates")).filter_map(|out| out.parent()).collect();
    ensure!(!projects.is_empty(), "no artifacts are committed");
    let results = jobs::each(projects.into_iter().collect(), jobs::processors(), |project| {
        rebuild(&root, project, &work.join(project.to_string_lossy().replace('/', "-")))
    });
    let mut problems = results.into_iter().collect::<Result<Vec<_>>>()?.concat();
    problems.extend(attacker(&root)?);
    Ok(problems)
}

/// The attacker's contracts are compiled from Yul by a script of their own.
fn attacker(root: &Path) -> Result<Option<String>> {
    let mut check = Command::new("node");
    check.args(["tools/attacker.js", "--check"]).current_dir(root);
    let done = child::run(&mut check, child::Limits::wall_secs(BUILD_SECS_MAX))?;
    Ok((done.code != Some(0)).then(|| format!("{}{}", done.stdout, done.stderr).trim_end().to_owned()))
}

/// Rebuilds one project and compares all that is built or committed of it.
fn rebuild(root: &Path, project: &Path, work: &Path) -> Result<Vec<String>> {
    let mut build = Command::new(root.join("tools/build.sh"));
    build.arg(work).current_dir(root).env("HOTFIRE_BUILD_ONLY", project);
    let done = child::run(&mut build, child::Limits::wall_secs(BUILD_SECS_MAX))?;
    let name = project.display();
    ensure!(done.code == Some(0), "{name}: tools/build.sh failed:\n{}{}", done.stdout, done.stderr);
    let (old, new) = (out_folders(&root.join(project)), out_folders(&work.join(project)));
    let mut problems = Vec::new();
    for out in old.union(&new) {
        let shown = project.join(out).display().to_string();
        if new.contains(out) {
            problems.extend(compare(&root.join(project).join(out), &work.join(project).join(out), &shown)?);
        } else {
            problems.push(format!("{shown}: tools/build.sh does not make this"));
        }
    }
    Ok(problems)
}

/// Folders that hold artifacts, relative to the root.
fn out_folders(root: &Path) -> BTreeSet<PathBuf> {
    let is_out = |name: &std::ffi::OsStr| FOLDERS.iter().any(|folder| name == *folder);
    let artifacts = repo::files(root, &["json"]);
    artifacts
        .iter()
        .filter_map(|path| path.strip_prefix(root).ok())
        .filter_map(|path| path.ancestors().find(|folder| folder.file_name().is_some_and(is_out)))
        .map(Path::to_path_buf)
        .collect()
}

fn compare(committed: &Path, built: &Path, name: &str) -> Result<Vec<String>> {
    let (old, new) = (artifacts(committed), artifacts(built));
    let mut problems = Vec::new();
    for path in old.union(&new) {
        let shown = path.display();
        if !new.contains(path) {
            problems.push(format!("{name}/{shown}: committed, but no source makes it"));
        } else if !old.contains(path) {
            problems.push(format!("{name}/{shown}: not committed"));
        } else {
            let old: Value = serde_json::from_str(&repo::read(&committed.join(path))?)?;
            let new: Value = serde_json::from_str(&repo::read(&built.join(path))?)?;
            let differs = COMPARED.iter().filter(|pointer| old.pointer(pointer) != new.pointer(pointer));
            problems.extend(
                differs.map(|pointer| format!("{name}/{shown}: {pointer} is not what the source gives")),
            );
        }
    }
    Ok(problems)
}

fn artifacts(out: &Path) -> BTreeSet<PathBuf> {
    let paths = repo::files(out, &["json"]).into_iter();
    let paths = paths.filter_map(|path| path.strip_prefix(out).ok().map(Path::to_path_buf));
    paths.filter(|path| !path.starts_with("build-info")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, code: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, format!(r#"{{"abi":[],"bytecode":{{"object":"{code}"}}}}"#)).unwrap();
    }

    #[test]
    fn other_code_a_stale_artifact_and_a_missing_one_are_told_apart() {
        let root = repo::scratch("unit/fresh").unwrap();
        let (old, new) = (root.join("a/out"), root.join("b/out"));
        for (folder, code) in [(&old, "0x00"), (&new, "0x01")] {
            write(folder, "A.sol/A.json", "0xff");
            write(folder, "B.sol/B.json", code);
            write(folder, "build-info/x.json", code);
        }
        write(&old, "C.sol/C.json", "0x00");
        write(&new, "D.sol/D.json", "0x00");
        let problems = compare(&old, &new, "out").unwrap();
        assert_eq!(
            problems,
            [
                "out/B.sol/B.json: /bytecode is not what the source gives",
                "out/C.sol/C.json: committed, but no source makes it",
                "out/D.sol/D.json: not committed",
            ]
        );
        let found = out_folders(&root);
        assert_eq!(
            found.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
            ["a/out", "b/out"]
        );
    }
}
