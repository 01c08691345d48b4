//! The source files on disk, found by the names that the compiler knows them by, with their content hashes.
//!
//! Invariant: a name is looked up once, and freshness is judged by content alone, never by a file's time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alloy_primitives::{B256, hex, keccak256};

use crate::limits::{in_parallel, read_text};

/// A source file as it is now.
#[derive(Debug, Clone)]
pub(crate) struct DiskFile {
    pub(crate) text: Arc<str>,
    hash: B256,
    /// The hash with plain line ends, when the file has `\r\n`: version control may have changed them.
    hash_plain: Option<B256>,
}

impl DiskFile {
    fn new(text: String) -> Self {
        let hash = keccak256(text.as_bytes());
        let hash_plain = text.contains("\r\n").then(|| keccak256(text.replace("\r\n", "\n").as_bytes()));
        Self { text: text.into(), hash, hash_plain }
    }

    /// Whether its content has this keccak256, `0x…`.
    pub(crate) fn has_hash(&self, hash: &str) -> bool {
        let Ok(wanted) = hex::decode(hash) else { return false };
        self.hash.as_slice() == wanted || self.hash_plain.is_some_and(|plain| plain.as_slice() == wanted)
    }

    /// Whether its content is this text, but for line ends.
    pub(crate) fn has_text(&self, text: &str) -> bool {
        *self.text == *text || (self.hash_plain.is_some() && self.text.replace("\r\n", "\n") == text)
    }
}

/// The files of one project, by the compiler's names.
#[derive(Debug)]
pub(crate) struct Disk {
    root: PathBuf,
    /// Folders besides the root in which a name is looked for.
    folders: Vec<PathBuf>,
    files: BTreeMap<String, Option<DiskFile>>,
}

impl Disk {
    pub(crate) fn new(root: &Path, libs: &[String]) -> Self {
        const PARENTS_MAX: usize = 8;
        let mut folders: Vec<PathBuf> = libs.iter().map(|lib| root.join(lib)).collect();
        folders.extend(root.ancestors().take(PARENTS_MAX).map(|parent| parent.join("node_modules")));
        folders.retain(|folder| folder.is_dir());
        Self { root: root.to_owned(), folders, files: BTreeMap::new() }
    }

    /// Reads all files with these names that are not read yet.
    pub(crate) fn read_all<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        let wanted: BTreeSet<&str> =
            names.into_iter().filter(|name| !self.files.contains_key(*name)).collect();
        let wanted: Vec<&str> = wanted.into_iter().collect();
        let this = &*self;
        let read = in_parallel(&wanted, |name| {
            this.path_of(name).and_then(|path| read_text(&path).ok()).map(DiskFile::new)
        });
        self.files.extend(wanted.into_iter().map(str::to_owned).zip(read));
    }

    /// The file with this name, if it was read and is there.
    pub(crate) fn file(&self, name: &str) -> Option<&DiskFile> {
        self.files.get(name)?.as_ref()
    }

    /// Where the file with this name lies.
    pub(crate) fn path_of(&self, name: &str) -> Option<PathBuf> {
        self.places(name).into_iter().find(|path| path.is_file())
    }

    /// Where it is looked for.
    pub(crate) fn places(&self, name: &str) -> Vec<PathBuf> {
        let mut places = vec![self.root.join(name)];
        places.extend(self.folders.iter().map(|folder| folder.join(name)));
        places.extend(hardhat3_place(&self.root, name));
        places
    }
}

/// Hardhat 3 names sources `project/contracts/A.sol` and `npm/package@1.0.0/A.sol`.
fn hardhat3_place(root: &Path, name: &str) -> Option<PathBuf> {
    if let Some(inner) = name.strip_prefix("project/") {
        return Some(root.join(inner));
    }
    let inner = name.strip_prefix("npm/")?;
    let at = inner.rfind('@').filter(|&at| at > 0)?;
    let (package, rest) = inner.split_at(at);
    let file = rest.split_once('/')?.1;
    Some(root.join("node_modules").join(package).join(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_do_not_make_a_file_stale() {
        let unix = format!("{:#x}", keccak256("a\nb\n"));
        assert!(DiskFile::new("a\r\nb\r\n".into()).has_hash(&unix));
        assert!(DiskFile::new("a\nb\n".into()).has_hash(&unix));
        assert!(!DiskFile::new("a\nc\n".into()).has_hash(&unix));
        assert!(DiskFile::new("a\r\n".into()).has_text("a\n"));
    }

    #[test]
    fn hardhat_3_names_lead_to_files() {
        let root = Path::new("r");
        assert_eq!(hardhat3_place(root, "project/contracts/A.sol"), Some(root.join("contracts/A.sol")));
        let npm = hardhat3_place(root, "npm/@oz/contracts@5.0.0/token/A.sol");
        assert_eq!(npm, Some(root.join("node_modules/@oz/contracts/token/A.sol")));
        assert_eq!(hardhat3_place(root, "contracts/A.sol"), None);
    }
}
