//! The book lists every page, and no link in it or in the pages at the root is dead.
//!
//! Invariant: only links to files are followed; addresses on the web are left alone.

use super::shown;
use crate::repo;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

const PAGES: &str = "docs/src";
const SUMMARY: &str = "docs/src/SUMMARY.md";

/// Looks at the summary and at every link.
pub(super) fn book(root: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let summary = root.join(SUMMARY);
    let listed: BTreeSet<PathBuf> =
        targets(&repo::read(&summary)?).iter().map(|target| plain(&root.join(PAGES).join(target))).collect();
    for page in repo::files(&root.join(PAGES), &["md"]) {
        if page != summary && !listed.contains(&page) {
            problems.push(format!("{}: not in {SUMMARY}", shown(root, &page)));
        }
    }
    for page in repo::files(root, &["md"]) {
        let folder = page.parent().unwrap_or(root);
        for target in targets(&repo::read(&page)?) {
            if !folder.join(&target).exists() {
                problems.push(format!("{}: dead link to {target}", shown(root, &page)));
            }
        }
    }
    Ok(problems)
}

/// Files that a page links to, without anchors; code blocks and code spans hold no links.
fn targets(page: &str) -> Vec<String> {
    let mut targets = Vec::new();
    let mut in_block = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        }
        if in_block {
            continue;
        }
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        for (at, _) in prose.match_indices("](") {
            let target = prose[at + 2..].split([')', ' ', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                targets.push(target.to_owned());
            }
        }
    }
    targets
}

/// Takes `.` and `..` out of a path without asking the file system.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tree::tree;
    use super::*;

    #[test]
    fn a_page_outside_the_summary_and_a_dead_link_are_problems() {
        let root = tree(
            "book",
            &[
                ("docs/src/SUMMARY.md", "- [A](a.md)\n- [B](./sub/b.md)\n- [Gone](gone.md)\n"),
                (
                    "docs/src/a.md",
                    "[b](sub/b.md#there) [web](https://example.org/x.md) `[c](no.md)`\n```\n[d](no.md)\n```\n",
                ),
                ("docs/src/sub/b.md", "[up](../a.md) [down](no.md)\n"),
                ("docs/src/lost.md", "lost\n"),
                ("README.md", "[book](docs/src/a.md) [dead](docs/none.md)\n"),
            ],
        );
        assert_eq!(
            book(&root).unwrap(),
            [
                "docs/src/lost.md: not in docs/src/SUMMARY.md",
                "README.md: dead link to docs/none.md",
                "docs/src/SUMMARY.md: dead link to gone.md",
                "docs/src/sub/b.md: dead link to no.md",
            ]
        );
    }
}
