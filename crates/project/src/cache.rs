//! What we compiled ourselves, kept so that only what changed is compiled again.
//!
//! Invariant: a file is named by what it was made from and written whole or not at all; a cache that cannot be written
//! costs time and nothing else; at most [`ENTRIES_MAX`] files are kept.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Options;
use crate::assemble::SourceIds;
use crate::limits::{files_under, read_bytes};

/// How many files are kept; those that a run did not use go first.
const ENTRIES_MAX: usize = 8192;

/// What a compiler gave for one source.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) ids: SourceIds,
    /// solc's contracts of this source, by name.
    pub(crate) contracts: Value,
}

/// A project's cache folder.
#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
    used: BTreeSet<PathBuf>,
}

impl Cache {
    pub(crate) fn open(root: &std::path::Path, options: &Options) -> Self {
        let folder = options.cache_dir.clone().unwrap_or_else(|| root.join(".hotfire/cache"));
        Self { folder, used: BTreeSet::new() }
    }

    pub(crate) fn get(&mut self, key: &str) -> Option<Entry> {
        let file = self.file(key);
        let entry = serde_json::from_slice(&read_bytes(&file).ok()?).ok()?;
        self.used.insert(file);
        Some(entry)
    }

    pub(crate) fn put(&mut self, key: &str, entry: &Entry) {
        let file = self.file(key);
        let part = file.with_extension(format!("part{}", std::process::id()));
        let written = serde_json::to_vec(entry).is_ok_and(|json| {
            fs::create_dir_all(&self.folder).is_ok()
                && fs::write(&part, json).is_ok()
                && fs::rename(&part, &file).is_ok()
        });
        if written {
            self.used.insert(file);
        }
    }

    /// Removes files that this run did not use, when there are too many.
    pub(crate) fn prune(&self) {
        let files = files_under(&self.folder, ".json", &[]);
        let surplus = files.len().saturating_sub(ENTRIES_MAX);
        for file in files.iter().filter(|file| !self.used.contains(*file)).take(surplus) {
            // One that stays is removed another time.
            let _ = fs::remove_file(file);
        }
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }
}
