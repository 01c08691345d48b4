//! The direction of the arrows between crates, and the room that revm stays in.
//!
//! Invariant: crates form a line, and a crate depends only on crates to its left.

use super::shown;
use crate::repo;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// From left to right. `xtask` stands aside: it depends on none and none depends on it.
const LINE: [&str; 6] = ["project", "evm", "fuzz", "campaign", "report", "cli"];
const ASIDE: &str = "xtask";
const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Every dependency between crates points left.
pub(super) fn arrows(root: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for manifest in manifests(root)? {
        let name = crate_name(&manifest);
        let place = LINE.iter().position(|known| *known == name);
        if place.is_none() && name != ASIDE {
            problems.push(format!("crates/{name}: has no place in the line {}", LINE.join(" <- ")));
        }
        for dependency in dependencies(&manifest)? {
            let Some(other) = dependency.strip_prefix("hotfire-") else { continue };
            let left = LINE.iter().position(|known| *known == other);
            if !matches!((left, place), (Some(left), Some(place)) if left < place) {
                problems.push(format!("crates/{name}: must not depend on {dependency}"));
            }
        }
    }
    Ok(problems)
}

/// Only the evm room names revm.
pub(super) fn revm(root: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for manifest in manifests(root)? {
        let name = crate_name(&manifest);
        if name == "evm" {
            continue;
        }
        let is_revm = |dependency: &String| dependency == "revm" || dependency.starts_with("revm-");
        if dependencies(&manifest)?.iter().any(is_revm) {
            problems.push(format!("crates/{name}: depends on revm"));
        }
        for path in repo::files(manifest.parent().unwrap_or(root), &["rs"]) {
            for (at, line) in repo::read(&path)?.lines().enumerate() {
                if names_revm(line) {
                    problems.push(format!("{}:{}: names revm", shown(root, &path), at + 1));
                }
            }
        }
    }
    Ok(problems)
}

/// A path into revm or one of its parts; prose in comments and strings may speak of it.
fn names_revm(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    code.match_indices("revm").any(|(at, _)| {
        let starts = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = code[at..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        starts && (rest.starts_with("::") || code.trim_start().starts_with("use revm"))
    })
}

fn manifests(root: &Path) -> Result<Vec<PathBuf>> {
    let crates = root.join("crates");
    let entries = std::fs::read_dir(&crates).with_context(|| format!("cannot read {}", crates.display()))?;
    let mut manifests: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("Cargo.toml"))
        .filter(|path| path.is_file())
        .collect();
    manifests.sort();
    Ok(manifests)
}

fn crate_name(manifest: &Path) -> String {
    let folder = manifest.parent().and_then(Path::file_name).unwrap_or_default();
    folder.display().to_string()
}

fn dependencies(manifest: &Path) -> Result<Vec<String>> {
    let table: toml::Table = repo::read(manifest)?.parse().with_context(|| manifest.display().to_string())?;
    let mut names = Vec::new();
    let targets = table.get("target").and_then(toml::Value::as_table);
    let targets = targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    for holder in std::iter::once(&table).chain(targets) {
        for kind in TABLES {
            let Some(entries) = holder.get(kind).and_then(toml::Value::as_table) else { continue };
            names.extend(entries.iter().map(|(name, entry)| {
                let renamed = entry.get("package").and_then(toml::Value::as_str);
                renamed.unwrap_or(name).to_owned()
            }));
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::super::tree::tree;
    use super::*;

    #[test]
    fn an_arrow_to_the_left_is_fine() {
        let root = tree(
            "arrows-good",
            &[
                ("crates/project/Cargo.toml", "[dependencies]\nserde = '1'"),
                ("crates/cli/Cargo.toml", "[dependencies]\nhotfire-report.workspace = true"),
                ("crates/xtask/Cargo.toml", "[dependencies]\nclap = '4'"),
            ],
        );
        assert_eq!(arrows(&root).unwrap(), [""; 0]);
    }

    #[test]
    fn an_arrow_to_the_right_a_renamed_one_and_an_unknown_room_are_problems() {
        let root = tree(
            "arrows-bad",
            &[
                ("crates/evm/Cargo.toml", "[dev-dependencies]\nhotfire-fuzz.workspace = true"),
                ("crates/fuzz/Cargo.toml", "[dependencies]\nother = { package = 'hotfire-cli', path = 'x' }"),
                ("crates/shed/Cargo.toml", "[package]\nname = 'hotfire-shed'"),
                (
                    "crates/xtask/Cargo.toml",
                    "[target.'cfg(unix)'.dependencies]\nhotfire-evm.workspace = true",
                ),
            ],
        );
        assert_eq!(
            arrows(&root).unwrap(),
            [
                "crates/evm: must not depend on hotfire-fuzz",
                "crates/fuzz: must not depend on hotfire-cli",
                "crates/shed: has no place in the line project <- evm <- fuzz <- campaign <- report <- cli",
                "crates/xtask: must not depend on hotfire-evm",
            ]
        );
    }

    #[test]
    fn revm_outside_its_room_is_a_problem_and_prose_is_none() {
        let root = tree(
            "revm",
            &[
                ("crates/evm/Cargo.toml", "[dependencies]\nrevm = '43'"),
                ("crates/evm/src/lib.rs", concat!("use revm", "::Context;")),
                ("crates/fuzz/Cargo.toml", "[dependencies]\nrevm-primitives = '1'"),
                (
                    "crates/fuzz/src/lib.rs",
                    "// plain revm::X\nlet a = \"revm 43\";\nlet b = my_revm::X;\nrevm_context::Y;",
                ),
                ("crates/fuzz/src/a.rs", concat!("use ", "revm;")),
            ],
        );
        assert_eq!(
            revm(&root).unwrap(),
            [
                "crates/fuzz: depends on revm",
                "crates/fuzz/src/a.rs:1: names revm",
                "crates/fuzz/src/lib.rs:4: names revm"
            ]
        );
    }
}
