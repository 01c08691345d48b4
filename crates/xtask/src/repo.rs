//! Where things are in the repository.
//!
//! Invariant: every path starts at the root of the checkout that this program was built from.

use anyhow::{Context, Result};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Folders that are never looked into: made by tools, not by people.
pub(crate) const SKIPPED: [&str; 7] =
    [".git", "target", "node_modules", ".hotfire", "cache", "cache-fixed", "book"];

pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("the crate lies two folders below the root").to_path_buf()
}

/// Files below a folder whose names end with one of the extensions, sorted; none if the folder does not exist.
pub(crate) fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let skipped = |entry: &walkdir::DirEntry| {
        entry.depth() > 0
            && entry.file_type().is_dir()
            && SKIPPED.iter().any(|name| entry.file_name() == *name)
    };
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !skipped(entry))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|end| extensions.iter().any(|wanted| end == *wanted)))
        .collect()
}

pub(crate) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A new empty folder below `target/xtask`, in place of the one that was there.
pub(crate) fn scratch(name: &str) -> Result<PathBuf> {
    let folder = root().join("target/xtask").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// Keeps other commands of this checkout out of `target/xtask` as long as it lives, and waits for the one that is there:
/// two at once would empty each other's folders.
pub(crate) fn lock() -> Result<File> {
    let folder = root().join("target/xtask");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let path = folder.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        println!("another xtask is at work in this checkout; waiting for it");
    }
    file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}

/// Copies a folder without what tools made in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    let entries = std::fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
    std::fs::create_dir_all(to)?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let target = to.join(&name);
        if !entry.file_type()?.is_dir() {
            std::fs::copy(entry.path(), target)?;
        } else if !SKIPPED.iter().any(|skipped| name == *skipped) {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}
