//! A project in a folder of its own, and the binary run in it.
//!
//! Invariant: nothing of the machine shows in an output: folders and numbers are redacted.

use snapbox::cmd::{Command, cargo_bin};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A copy of a project.
pub(crate) struct Stand {
    home: TempDir,
}

impl Stand {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    /// A copy of `examples/vault`: one flawed vault, an ordinary Foundry invariant test, compiled.
    pub(crate) fn vault() -> Self {
        let stand = Self::empty();
        copy(&repository().join("examples/vault"), stand.path());
        stand
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).unwrap();
    }

    pub(crate) fn hotfire(&self, args: &[&str]) -> Command {
        hotfire(args).current_dir(self.path())
    }

    /// The binary for `std`, to be killed and signalled.
    pub(crate) fn spawn(&self, args: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(cargo_bin!("hotfire"));
        command.args(args).current_dir(self.path());
        command
    }

    /// Ids of the findings on disk, every record whole.
    pub(crate) fn findings(&self) -> Vec<String> {
        let Ok(folders) = fs::read_dir(self.path().join(".hotfire/findings")) else { return Vec::new() };
        let mut ids = Vec::new();
        for folder in folders {
            let folder = folder.unwrap().path();
            let id = folder.file_name().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(folder.join("finding.json")).unwrap();
            let record: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(record["id"], id);
            ids.push(id);
        }
        ids.sort();
        ids
    }

    /// How many corpus files there are.
    pub(crate) fn corpus_files(&self) -> usize {
        let Ok(folders) = fs::read_dir(self.path().join(".hotfire/corpus")) else { return 0 };
        folders.map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
    }
}

pub(crate) fn hotfire(args: &[&str]) -> Command {
    Command::new(cargo_bin!("hotfire")).args(args).env_remove("FOUNDRY_PROFILE").env_remove("RUST_BACKTRACE")
}

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares with the numbers and folders of this run taken out.
pub(crate) fn assert_text(stand: Option<&Stand>, actual: &[u8], expected: snapbox::Data) {
    let mut redactions = snapbox::Redactions::new();
    redactions.insert("[VERSION]", env!("CARGO_PKG_VERSION")).unwrap();
    if let Some(stand) = stand {
        redactions.insert("[HOME]", stand.path().canonicalize().unwrap()).unwrap();
        redactions.insert("[HOME]", stand.path().to_owned()).unwrap();
    }
    snapbox::Assert::new()
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .redact_with(redactions)
        .eq(String::from_utf8_lossy(actual).into_owned(), expected);
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        if file.file_name() == ".hotfire" {
            continue;
        }
        let to = to.join(file.file_name());
        if file.file_type().unwrap().is_dir() {
            copy(&file.path(), &to);
        } else {
            fs::copy(file.path(), to).unwrap();
        }
    }
}
