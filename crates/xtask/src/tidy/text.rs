//! What is checked line by line: sizes, module pages, lint attributes, paths of a machine.
//!
//! Invariant: a problem names the file, and the line where there is one.

use super::shown;
use crate::repo;
use anyhow::Result;
use std::path::Path;

/// Lines of the longest file.
const LINES_MAX: usize = 500;
/// Folders of the machines that people and runners work on; put together so that this file is no problem itself.
const MACHINE: [&str; 4] =
    [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/"), concat!("/wo", "rk/")];
const TEXTS: [&str; 15] = [
    "rs", "toml", "md", "json", "yml", "yaml", "sol", "sh", "js", "svg", "html", "txt", "lock", "snap", "xml",
];

/// No Rust file is too long to be read in one go.
pub(super) fn sizes(root: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in repo::files(&root.join("crates"), &["rs"]) {
        let lines = repo::read(&path)?.lines().count();
        if lines > LINES_MAX {
            problems.push(format!("{}: {lines} lines, {LINES_MAX} at the most", shown(root, &path)));
        }
    }
    Ok(problems)
}

/// Every Rust file begins with its purpose.
pub(super) fn module_docs(root: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in repo::files(&root.join("crates"), &["rs"]) {
        if !repo::read(&path)?.starts_with("//! ") {
            problems.push(format!("{}: does not begin with `//!`", shown(root, &path)));
        }
    }
    Ok(problems)
}

/// A lint is expected with a reason, never allowed: an expectation that is no longer met is reported.
pub(super) fn attributes(root: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let word = concat!("allow", "(");
    for path in repo::files(&root.join("crates"), &["rs"]) {
        for (at, line) in repo::read(&path)?.lines().enumerate() {
            let line = line.trim_start();
            let attribute = line.starts_with("#[") || line.starts_with("#![");
            let is_word = |at: usize| line[..at].ends_with(['[', ' ', ',', '(']);
            if attribute && line.match_indices(word).any(|(at, _)| is_word(at)) {
                let place = shown(root, &path);
                problems.push(format!("{place}:{}: use `expect` with a reason instead of `allow`", at + 1));
            }
        }
    }
    Ok(problems)
}

/// No file tells on which machine it was made.
pub(super) fn machine_paths(root: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in repo::files(root, &TEXTS) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if !MACHINE.iter().any(|folder| text.contains(folder)) {
            continue;
        }
        for (at, line) in text.lines().enumerate() {
            if let Some(folder) = MACHINE.iter().find(|folder| is_absolute_in(line, folder)) {
                problems.push(format!("{}:{}: a path below {folder}", shown(root, &path), at + 1));
            }
        }
    }
    Ok(problems)
}

/// Whether the folder starts a path in the line; `example.org/home/` and `./work/` do not.
fn is_absolute_in(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        !line[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '}' | '*'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tree::tree;
    use super::*;

    #[test]
    fn a_file_of_500_lines_is_read_and_one_of_501_is_not() {
        let (fits, long) = ("a\n".repeat(500), "a\n".repeat(501));
        let root = tree("sizes", &[("crates/a/src/fits.rs", &fits), ("crates/a/src/long.rs", &long)]);
        assert_eq!(sizes(&root).unwrap(), ["crates/a/src/long.rs: 501 lines, 500 at the most"]);
    }

    #[test]
    fn a_module_without_its_purpose_is_a_problem() {
        let root = tree("docs", &[("crates/a/src/a.rs", "//! Why.\n"), ("crates/a/tests/b.rs", "use a;\n")]);
        assert_eq!(module_docs(&root).unwrap(), ["crates/a/tests/b.rs: does not begin with `//!`"]);
    }

    #[test]
    fn allowing_a_lint_is_a_problem_and_expecting_it_is_none() {
        let bad = concat!("    #[allow", "(dead_code)]\n#![cfg_attr(test, allow", "(unused))]\n");
        let good = concat!("#[expect(dead_code, reason = \"x\")]\nfn disallow() { allow", "(1) }\n");
        let root = tree("allow", &[("crates/a/src/bad.rs", bad), ("crates/a/src/good.rs", good)]);
        let problem = "use `expect` with a reason instead of `allow`";
        assert_eq!(
            attributes(&root).unwrap(),
            [format!("crates/a/src/bad.rs:1: {problem}"), format!("crates/a/src/bad.rs:2: {problem}")]
        );
    }

    #[test]
    fn a_path_of_a_machine_is_a_problem_and_an_address_is_none() {
        let home = MACHINE[0];
        let bad = format!("fine\n\"{home}somebody/x\"\n");
        let good = format!("https://example.org{home}page ./a{home}b\n");
        let root = tree("paths", &[("README.md", &bad), ("docs/a.md", &good), ("target/x.md", &bad)]);
        assert_eq!(machine_paths(&root).unwrap(), [format!("README.md:2: a path below {home}")]);
    }
}
