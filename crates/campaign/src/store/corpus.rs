//! The corpus of one harness: one file a sequence, named by its contents.
//!
//! Invariant: the index holds exactly the files that this process read or wrote, and their bytes stay below the cap.

use super::{
    CORPUS_BYTES_MAX, CORPUS_FILES_MAX, ENTRY_BYTES_MAX, StoreError,
    disk::Disk,
    entry::{decode_named, encode},
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
    names: BTreeSet<String>,
    /// Oldest first, with sizes.
    order: VecDeque<(String, u64)>,
    bytes: u64,
    bytes_max: u64,
}

/// What was found when a corpus was opened.
#[derive(Debug)]
pub struct Loaded {
    /// The open corpus.
    pub corpus: Corpus,
    /// Its sequences, in the order of their names.
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
            names: BTreeSet::new(),
            order: VecDeque::new(),
            bytes: 0,
            bytes_max: CORPUS_BYTES_MAX,
        };
        let (mut sequences, mut warnings, mut beyond) = (Vec::new(), Vec::new(), 0_usize);
        for name in names {
            let path = corpus.folder.join(&name);
            let bytes = fs::metadata(&path).map_or(0, |data| data.len());
            if corpus.bytes + bytes.min(ENTRY_BYTES_MAX) > corpus.bytes_max
                || corpus.names.len() >= CORPUS_FILES_MAX
            {
                beyond += 1;
                continue;
            }
            match read_entry(&path, bytes, &name.to_string_lossy()) {
                Ok(sequence) => {
                    sequences.push(sequence);
                    corpus.remember(name.to_string_lossy().into_owned(), bytes);
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

    /// Writes a sequence unless it is there already; `true` if it was written.
    ///
    /// At the cap the oldest files make room.
    ///
    /// # Errors
    /// When the system refuses; the corpus on disk is then as it was.
    pub fn insert(&mut self, sequence: &Sequence) -> Result<bool, StoreError> {
        let (name, file) = encode(sequence);
        let bytes = file.len() as u64;
        if self.names.contains(&name) || bytes > ENTRY_BYTES_MAX {
            return Ok(false);
        }
        while self.bytes + bytes > self.bytes_max || self.names.len() >= CORPUS_FILES_MAX {
            if !self.forget_oldest() {
                break;
            }
        }
        let path = self.folder.join(&name);
        let temporary = self.temporary.join(&name);
        self.disk.write_file(&temporary, &path, &file).map_err(StoreError::io("write", &path))?;
        self.remember(name, bytes);
        Ok(true)
    }

    /// How many sequences there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
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

    fn remember(&mut self, name: String, bytes: u64) {
        self.bytes += bytes;
        self.order.push_back((name.clone(), bytes));
        self.names.insert(name);
    }

    fn forget_oldest(&mut self) -> bool {
        let Some((name, bytes)) = self.order.pop_front() else { return false };
        // A file that cannot be removed is read again next time and counted then.
        drop(fs::remove_file(self.folder.join(&name)));
        self.names.remove(&name);
        self.bytes -= bytes;
        true
    }
}

fn read_entry(path: &std::path::Path, bytes: u64, name: &str) -> Result<Sequence, String> {
    if bytes > ENTRY_BYTES_MAX {
        return Err(format!("it has {bytes} bytes; at most {ENTRY_BYTES_MAX} are read"));
    }
    let file = fs::read(path).map_err(|error| error.to_string())?;
    decode_named(&file, Some(name)).map_err(|error| error.to_string())
}
