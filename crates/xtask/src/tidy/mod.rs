//! Checks that hold the house together and that no compiler makes.
//!
//! Invariant: a checker takes a root and returns problems; it writes nothing and needs no network.

mod arrows;
mod book;
mod rules;
mod text;

use crate::repo;
use anyhow::Result;
use std::path::Path;

/// A checker: its name, and what it finds under a root.
pub(crate) type Checker = (&'static str, fn(&Path) -> Result<Vec<String>>);

/// Every checker, in the order in which they run.
pub(crate) const CHECKERS: [Checker; 8] = [
    ("arrows", arrows::arrows),
    ("revm", arrows::revm),
    ("file-size", text::sizes),
    ("module-docs", text::module_docs),
    ("lint-attributes", text::attributes),
    ("machine-paths", text::machine_paths),
    ("detector-pages", rules::pages),
    ("book", book::book),
];

/// Runs every checker and prints what it found.
pub(crate) fn run() -> Result<bool> {
    let problems = problems(&repo::root());
    for problem in &problems {
        println!("{problem}");
    }
    println!("tidy: {} checks, {} problems", CHECKERS.len(), problems.len());
    Ok(problems.is_empty())
}

/// What all checkers find, each line with its checker's name; one that cannot check is a problem too.
pub(crate) fn problems(root: &Path) -> Vec<String> {
    let found = |(name, checker): Checker| {
        let problems = checker(root).unwrap_or_else(|error| vec![format!("{error:#}")]);
        problems.into_iter().map(move |problem| format!("{name}: {problem}"))
    };
    CHECKERS.into_iter().flat_map(found).collect()
}

/// A path as people read it: relative to the root, with slashes.
pub(crate) fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

#[cfg(test)]
pub(crate) mod tree {
    //! Small trees for the checkers' tests.

    use std::path::PathBuf;

    /// Makes a tree of files and returns its root.
    pub(crate) fn tree(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let root = crate::repo::scratch(&format!("unit/tidy/{name}")).unwrap();
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        root
    }
}
