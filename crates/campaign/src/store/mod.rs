//! What a campaign keeps on disk: the corpus, the findings, and a lock that keeps a second campaign out.
//!
//! Invariant: a file or folder is either there whole or not there; `kill -9` at any moment costs at most the work in hand.

mod corpus;
mod disk;
mod entry;
mod findings;
mod pack;
mod quarantine;

pub use corpus::Corpus;
pub use entry::{DECODED_BYTES_MAX, EntryError, decode, encode};
pub use findings::{Findings, RECORD_FILE, Record, RecordedHarness, RecordedSearch};

use disk::Disk;
use quarantine::Quarantine;
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

/// Most bytes of corpus files that one harness keeps.
pub const CORPUS_BYTES_MAX: u64 = 256 << 20;
/// Most corpus files that one harness keeps.
pub const CORPUS_FILES_MAX: usize = 100_000;
/// Largest corpus file that is read or written.
pub const FILE_BYTES_MAX: u64 = 4 << 20;
/// Largest record of a finding that is read.
pub const RECORD_BYTES_MAX: u64 = 64 << 20;
/// Most findings that are read back.
pub const FINDINGS_MAX: usize = 4096;

/// The name of the store's folder inside a project.
pub const FOLDER: &str = ".hotfire";

const IGNORED: &str = "# Written by hotfire. Findings are worth committing; the rest is made anew.\n\
                       /cache/\n/corpus/\n/quarantine/\n/reports/\n/tmp/\n/lock\n";

/// What goes wrong with the store itself; damaged contents are warnings, never errors.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process works in the same folder.
    #[error("another hotfire is at work in {} ({holder})", folder.display())]
    Locked {
        /// The store's folder.
        folder: PathBuf,
        /// What the other process wrote into the lock: `process 4711`.
        holder: String,
    },
    /// The system refused to read or write.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// `create`, `read`, `write`, `list` or `lock`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl StoreError {
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }

    /// Whether the disk, or the user's share of it, is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::Locked { .. } => false,
            Self::Io { source, .. } => {
                matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
        }
    }
}

/// A project's `.hotfire` folder, locked for this process.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    disk: Disk,
    _lock: File,
}

impl Store {
    /// Opens the store in `folder`, making it if need be, locks it, and clears what a killed process left half done.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it; [`StoreError::Io`] when it cannot be made.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_on(folder, Disk::default())
    }

    /// A store on a disk with room for so many bytes.
    #[cfg(test)]
    pub(crate) fn open_with_room(folder: &Path, bytes: u64) -> Result<Self, StoreError> {
        let left = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(bytes));
        Self::open_on(folder, Disk { bytes_left: Some(left) })
    }

    fn open_on(folder: &Path, disk: Disk) -> Result<Self, StoreError> {
        for inner in ["", "corpus", "findings", "quarantine", "tmp"] {
            let path = folder.join(inner);
            fs::create_dir_all(&path).map_err(StoreError::io("create", &path))?;
        }
        let lock = lock(folder)?;
        findings::recover(folder)?;
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            // A missing hint to git is no reason to refuse work.
            drop(fs::write(&ignore, IGNORED));
        }
        Ok(Self { folder: folder.to_owned(), disk, _lock: lock })
    }

    /// The store's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The corpus of one harness, with the sequences found there and a line for each thing that was wrong.
    ///
    /// # Errors
    /// When the folder cannot be made or listed.
    pub fn corpus(&self, harness: &str) -> Result<corpus::Loaded, StoreError> {
        let folder = self.folder.join("corpus").join(folder_name(harness));
        Corpus::load(folder, &self.quarantine(), self.folder.join("tmp"), self.disk.clone())
    }

    /// The findings of the project.
    #[must_use]
    pub fn findings(&self) -> Findings {
        Findings::new(&self.folder, self.disk.clone())
    }

    fn quarantine(&self) -> Quarantine {
        Quarantine::new(self.folder.join("quarantine"))
    }
}

/// Takes the advisory lock; the system gives it back however the process ends.
fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("lock");
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(StoreError::io("create", &path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // On some systems a locked file cannot be read; the message is then less telling.
            drop(file.take(64).read_to_string(&mut holder));
            let holder = holder.trim();
            let holder = if holder.is_empty() { "its process is not known" } else { holder };
            return Err(StoreError::Locked { folder: folder.to_owned(), holder: holder.to_owned() });
        }
        Err(TryLockError::Error(source)) => return Err(StoreError::io("lock", &path)(source)),
    }
    let written = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "process {}", std::process::id()));
    // The name in the lock is only for the other's message; the lock itself is held.
    drop(written);
    Ok(file)
}

/// A folder name for a harness: its contract's name for people, a hash of its id to be unique.
fn folder_name(harness: &str) -> String {
    let name = harness.rsplit(':').next().unwrap_or(harness);
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("{name}-{}", &disk::sha256_hex(harness.as_bytes())[..16])
}

#[cfg(test)]
mod tests;
