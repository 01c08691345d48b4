//! Where damaged files go, so that nothing is thrown away and nothing stumbles over them again.
//!
//! Invariant: moving a file here never fails the campaign, and the folder's size is bounded.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Most files and folders that are kept in quarantine; beyond it damaged files stay where they are and are skipped.
const QUARANTINE_FILES_MAX: usize = 1000;

#[derive(Clone, Debug)]
pub(super) struct Quarantine {
    folder: PathBuf,
}

impl Quarantine {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Moves a damaged file away and says so in a sentence.
    pub(super) fn take(&self, path: &Path, why: &str) -> String {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let parent = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let full = fs::read_dir(&self.folder).is_ok_and(|list| list.count() >= QUARANTINE_FILES_MAX);
        let to = self.folder.join(format!("{parent}-{name}"));
        let moved = !full && !to.exists() && fs::rename(path, &to).is_ok();
        if moved {
            format!("{parent}/{name} is set aside in quarantine: {why}")
        } else {
            format!("{parent}/{name} is passed over: {why}")
        }
    }
}
