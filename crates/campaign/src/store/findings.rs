//! Findings on disk: one folder each, with the record that a replay needs and whatever the reports render.
//!
//! Invariant: [`Findings::save`] returns after everything is synced; a finding that was announced is on the disk.

use super::{
    FINDINGS_MAX, RECORD_BYTES_MAX, StoreError,
    disk::{Disk, sync_folder},
    quarantine::Quarantine,
};
use hotfire_fuzz::{Finding, Harness, Hit, Sequence, Tx, Violation};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// The schema of the record that this hotfire writes, and the latest that it reads.
const SCHEMA: u64 = 1;
/// The name of the record in a finding's folder.
pub const RECORD_FILE: &str = "finding.json";

/// What the store reads of a finding's record: all that is needed to fire it again.
///
/// The reports write more into the same file; what is not named here is passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Version of the document.
    pub schema: u64,
    /// [`Finding::id`], also the name of the folder.
    pub id: String,
    /// What it was found with.
    pub harness: RecordedHarness,
    /// What broke.
    pub violation: Violation,
    /// What was done.
    pub sequence: Vec<Tx>,
    /// How it was found.
    pub found: RecordedSearch,
}

/// The harness of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedHarness {
    /// [`Harness::id`].
    pub id: String,
}

/// How a finding was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedSearch {
    /// Executions of the worker until then.
    pub executions: u64,
    /// Transactions before shrinking.
    pub len: usize,
}

impl Record {
    /// The record of a finding.
    #[must_use]
    pub fn new(harness: &Harness, finding: &Finding) -> Self {
        Self {
            schema: SCHEMA,
            id: finding.id.clone(),
            harness: RecordedHarness { id: harness.id.clone() },
            violation: finding.violation.clone(),
            sequence: finding.sequence.0.clone(),
            found: RecordedSearch { executions: finding.executions, len: finding.found_len },
        }
    }

    /// The hit that led to the finding, to be confirmed again.
    #[must_use]
    pub fn hit(&self) -> Hit {
        Hit {
            violation: self.violation.clone(),
            sequence: Sequence(self.sequence.clone()),
            executions: self.found.executions,
        }
    }
}

/// The findings of a project.
#[derive(Debug)]
pub struct Findings {
    folder: PathBuf,
    temporary: PathBuf,
    quarantine: Quarantine,
    disk: Disk,
}

impl Findings {
    pub(super) fn new(store: &Path, disk: Disk) -> Self {
        Self {
            folder: store.join("findings"),
            temporary: store.join("tmp"),
            quarantine: Quarantine::new(store.join("quarantine")),
            disk,
        }
    }

    /// The findings in a store that is only read: no lock is taken and nothing is moved.
    #[must_use]
    pub fn peek(store: &Path) -> (BTreeMap<String, Record>, Vec<String>) {
        let refused = |_: &Path, why: &str| why.to_owned();
        list(&store.join("findings"), refused)
    }

    /// All findings by id, and one sentence for each that could not be read.
    #[must_use]
    pub fn list(&self) -> (BTreeMap<String, Record>, Vec<String>) {
        list(&self.folder, |path, why| self.quarantine.take(path, why))
    }

    /// Where a finding is, or would be.
    #[must_use]
    pub fn folder_of(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    /// Writes a finding and syncs it; replaces an earlier one of the same id.
    ///
    /// `files` are the reports'; when the record is not among them, it is written without their ornaments.
    ///
    /// # Errors
    /// When the system refuses; an earlier finding of the same id is then still there.
    pub fn save(&self, record: &Record, mut files: Vec<(String, Vec<u8>)>) -> Result<PathBuf, StoreError> {
        let to = self.folder_of(&record.id);
        let new = self.temporary.join(format!("new-{}", record.id));
        let old = self.temporary.join(format!("old-{}", record.id));
        if !files.iter().any(|(name, _)| name == RECORD_FILE) {
            let mut body = serde_json::to_vec_pretty(record).expect("a record has only strings and numbers");
            body.push(b'\n');
            files.push((RECORD_FILE.to_owned(), body));
        }
        drop(fs::remove_dir_all(&new));
        let written = self.disk.write_folder(&new, &files).and_then(|()| self.swap(&new, &to, &old));
        if written.is_err() {
            drop(fs::remove_dir_all(&new));
        }
        written.map_err(StoreError::io("write", &to))?;
        Ok(to)
    }

    /// A kill between the renames leaves the earlier finding in `old`, from where [`recover`] takes it back.
    fn swap(&self, new: &Path, to: &Path, old: &Path) -> io::Result<()> {
        let replaces = to.exists();
        if replaces {
            drop(fs::remove_dir_all(old));
            fs::rename(to, old)?;
        }
        let renamed = fs::rename(new, to);
        if replaces && renamed.is_err() {
            fs::rename(old, to)?;
        }
        renamed?;
        sync_folder(&self.folder)?;
        if replaces {
            drop(fs::remove_dir_all(old));
        }
        Ok(())
    }
}

/// Clears what a killed process left in the temporary folder; the caller holds the lock.
pub(super) fn recover(store: &Path) -> Result<(), StoreError> {
    let temporary = store.join("tmp");
    for file in fs::read_dir(&temporary).map_err(StoreError::io("list", &temporary))? {
        let path = file.map_err(StoreError::io("list", &temporary))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(id) = name.strip_prefix("old-") {
            let home = store.join("findings").join(id);
            if !home.exists() {
                fs::rename(&path, &home).map_err(StoreError::io("write", &home))?;
                continue;
            }
        }
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(StoreError::io("write", &path))?;
    }
    Ok(())
}

fn list(folder: &Path, refuse: impl Fn(&Path, &str) -> String) -> (BTreeMap<String, Record>, Vec<String>) {
    let (mut records, mut warnings) = (BTreeMap::new(), Vec::new());
    let Ok(files) = fs::read_dir(folder) else { return (records, warnings) };
    let mut paths: Vec<PathBuf> = files.filter_map(|file| file.ok().map(|file| file.path())).collect();
    paths.sort();
    if paths.len() > FINDINGS_MAX {
        warnings.push(format!(
            "{} findings are passed over: {FINDINGS_MAX} are read",
            paths.len() - FINDINGS_MAX
        ));
        paths.truncate(FINDINGS_MAX);
    }
    for path in paths.into_iter().filter(|path| path.is_dir()) {
        match read(&path) {
            Ok(record) => drop(records.insert(record.id.clone(), record)),
            Err(why) => warnings.push(refuse(&path, &why)),
        }
    }
    (records, warnings)
}

fn read(folder: &Path) -> Result<Record, String> {
    let path = folder.join(RECORD_FILE);
    let bytes = fs::metadata(&path).map_err(|error| format!("{RECORD_FILE} cannot be read: {error}"))?.len();
    if bytes > RECORD_BYTES_MAX {
        return Err(format!("{RECORD_FILE} has {bytes} bytes; at most {RECORD_BYTES_MAX} are read"));
    }
    let file = fs::read(&path).map_err(|error| format!("{RECORD_FILE} cannot be read: {error}"))?;
    let record: Record =
        serde_json::from_slice(&file).map_err(|error| format!("{RECORD_FILE} is damaged: {error}"))?;
    if record.schema != SCHEMA {
        return Err(format!(
            "{RECORD_FILE} has schema {}; this hotfire reads schema {SCHEMA}",
            record.schema
        ));
    }
    if folder.file_name().and_then(|name| name.to_str()) != Some(record.id.as_str()) {
        return Err(format!("{RECORD_FILE} belongs to the finding {}", record.id));
    }
    Ok(record)
}
