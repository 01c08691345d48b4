//! The corpus of one harness: files of some sequences each, named by their contents.
//!
//! A file holds what came at once: thousands of small files would cost more than the search that found them.
//!
//! Invariant: the index holds exactly the files that this process read or wrote, and their bytes stay below the cap.

use super::{
    CORPUS_BYTES_MAX, CORPUS_FILES_MAX, FILE_BYTES_MAX, StoreError,
    disk::{Disk, sha256_hex},
    entry::{HEAD_BYTES_MAX, decode_named, encode},
    pack::pack,
    quarantine::Quarantine,
};
use hotfire_fuzz::Sequence;
use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    path::PathBuf,
};

/// The corpus files of one harness.
#[derive(Debug)]
pub struct Corpus {
    folder: PathBuf,
    temporary: PathBuf,
    disk: Disk,
    /// Digests of all sequences.
    known: BTreeSet<String>,
    /// Oldest first.
    files: VecDeque<Kept>,
    bytes: u64,
    bytes_max: u64,
}

/// One file.
#[derive(Debug)]
struct Kept {
    name: String,
    bytes: u64,
    /// Digests of its sequences.
    holds: Vec<String>,
}

/// Bytes of packed sequences that a file has room for, if it has more than one.
const FULL_BYTES: usize = 256 << 10;

/// What was found when a corpus was opened.
#[derive(Debug)]
pub struct Loaded {
    /// The open corpus.
    pub corpus: Corpus,
    /// Its sequences, in the order of their files' names.
    pub sequences: Vec<Sequence>,
    /// One sentence for each file that could not be used.
    pub warnings: Vec<String>,
}

impl Corpus {
    pub(super) fn load(
        folder: PathBuf,
        quarantine: &Quarantine,
        temporary: PathBuf,
        disk: Disk,
    ) -> Result<Loaded, StoreError> {
        fs::create_dir_all(&folder).map_err(StoreError::io("create", &folder))?;
        let mut names = Vec::new();
        for file in fs::read_dir(&folder).map_err(StoreError::io("list", &folder))? {
            let file = file.map_err(StoreError::io("list", &folder))?;
            names.push(file.file_name());
        }
        names.sort();
        let mut corpus = Self {
            folder,
            temporary,
            disk,
            known: BTreeSet::new(),
            files: VecDeque::new(),
            bytes: 0,
            bytes_max: CORPUS_BYTES_MAX,
        };
        let (mut sequences, mut warnings, mut beyond) = (Vec::new(), Vec::new(), 0_usize);
        for name in names {
            let path = corpus.folder.join(&name);
            let bytes = fs::metadata(&path).map_or(0, |data| data.len());
            if corpus.bytes + bytes.min(FILE_BYTES_MAX) > corpus.bytes_max
                || corpus.files.len() >= CORPUS_FILES_MAX
            {
                beyond += 1;
                continue;
            }
            match read_file(&path, bytes, &name.to_string_lossy()) {
                Ok(found) => {
                    let holds = found.iter().map(digest).collect();
                    corpus.remember(Kept { name: name.to_string_lossy().into_owned(), bytes, holds });
                    sequences.extend(found);
                }
                Err(why) => warnings.push(quarantine.take(&path, &why)),
            }
        }
        if beyond > 0 {
            warnings.push(format!(
                "{beyond} corpus files are passed over: the corpus of one harness is read up to {} MiB",
                CORPUS_BYTES_MAX >> 20
            ));
        }
        Ok(Loaded { corpus, sequences, warnings })
    }

    /// Writes those of some sequences that are not there already; tells how many that were.
    ///
    /// At the cap the oldest files make room.
    ///
    /// # Errors
    /// When the system refuses; on disk is then what was there and what was written before.
    pub fn insert(&mut self, sequences: &[Sequence]) -> Result<usize, StoreError> {
        let (mut batch, mut holds, mut bytes, mut written) = (Vec::new(), Vec::new(), 0, 0);
        for sequence in sequences {
            let packed = pack(std::slice::from_ref(sequence));
            let digest = sha256_hex(&packed);
            if packed.len() as u64 + HEAD_BYTES_MAX as u64 > FILE_BYTES_MAX
                || self.known.contains(&digest)
                || holds.contains(&digest)
            {
                continue;
            }
            if bytes + packed.len() > FULL_BYTES {
                written += batch.len();
                self.write(&std::mem::take(&mut batch), std::mem::take(&mut holds))?;
                bytes = 0;
            }
            bytes += packed.len();
            batch.push(sequence.clone());
            holds.push(digest);
        }
        written += batch.len();
        self.write(&batch, holds)?;
        Ok(written)
    }

    fn write(&mut self, batch: &[Sequence], holds: Vec<String>) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        let (name, file) = encode(batch);
        let bytes = file.len() as u64;
        while self.bytes + bytes > self.bytes_max || self.files.len() >= CORPUS_FILES_MAX {
            if !self.forget_oldest() {
                break;
            }
        }
        let path = self.folder.join(&name);
        let temporary = self.temporary.join(&name);
        self.disk.write_file(&temporary, &path, &file).map_err(StoreError::io("write", &path))?;
        self.remember(Kept { name, bytes, holds });
        Ok(())
    }

    /// How many sequences there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Bytes of all files together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    #[cfg(test)]
    pub(super) fn cap(&mut self, bytes_max: u64) {
        self.bytes_max = bytes_max;
    }

    fn remember(&mut self, file: Kept) {
        self.bytes += file.bytes;
        self.known.extend(file.holds.iter().cloned());
        self.files.push_back(file);
    }

    fn forget_oldest(&mut self) -> bool {
        let Some(file) = self.files.pop_front() else { return false };
        // A file that cannot be removed is read again next time and counted then.
        drop(fs::remove_file(self.folder.join(&file.name)));
        for digest in &file.holds {
            self.known.remove(digest);
        }
        self.bytes -= file.bytes;
        true
    }
}

/// What tells a sequence from others.
fn digest(sequence: &Sequence) -> String {
    sha256_hex(&pack(std::slice::from_ref(sequence)))
}

fn read_file(path: &std::path::Path, bytes: u64, name: &str) -> Result<Vec<Sequence>, String> {
    if bytes > FILE_BYTES_MAX {
        return Err(format!("it has {bytes} bytes; at most {FILE_BYTES_MAX} are read"));
    }
    let file = fs::read(path).map_err(|error| error.to_string())?;
    decode_named(&file, Some(name)).map_err(|error| error.to_string())
}
