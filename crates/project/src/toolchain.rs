//! What there is to build with, and whether there is anything to build: for `hotfire doctor`.
//!
//! Invariant: it only looks; it compiles nothing and fails on nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::candidates;
use crate::compilers::{Solc, installed};
use crate::disk::Disk;
use crate::load::{kind_of, profile};
use crate::process::{on_path, run};
use crate::{FoundryConfig, Options, ProjectKind, forge, foundry, hardhat};

/// A program that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Where it is.
    pub path: PathBuf,
    /// What it says its version is.
    pub version: Option<String>,
}

/// Whether the artifacts belong to the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArtifactState {
    /// They do.
    Fresh {
        /// How many contracts there are.
        contracts: usize,
    },
    /// They do not, for these reasons.
    OutOfDate {
        /// One sentence each.
        reasons: Vec<String>,
    },
    /// There are none.
    Missing,
    /// This kind of project has none: it is compiled when it is read.
    NotKept,
    /// They could not be judged, for this reason.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Toolchain {
    /// The kind of project, if it is one.
    pub kind: Option<ProjectKind>,
    /// forge.
    pub forge: Option<Tool>,
    /// Node, which runs npm's solc.
    pub node: Option<Tool>,
    /// Compilers, newest first; only the named one when one is named.
    pub solcs: Vec<Solc>,
    /// Why the compiler that is named cannot be used.
    pub solc_problem: Option<String>,
    /// The state of the artifacts.
    pub artifacts: ArtifactState,
}

/// Looks at the project of `options` and at what this machine has to build it.
pub fn toolchain(options: &Options) -> Toolchain {
    let root = options.root.canonicalize().unwrap_or_else(|_| options.root.clone());
    let kind = kind_of(&root).ok();
    let folder = if root.is_dir() { root } else { root.parent().unwrap_or(Path::new("/")).to_owned() };
    let config = FoundryConfig::read(&folder, profile(options).as_deref());
    let (solcs, solc_problem) = match &config {
        Ok(config) => match candidates(&folder, options, config, "a compiler was looked for") {
            Ok(solcs) => (solcs, None),
            Err(error) => (installed(&folder), Some(error.to_string())),
        },
        Err(error) => (installed(&folder), Some(error.to_string())),
    };
    let forge = forge::find(options).map(|path| Tool { version: forge::version(&path), path });
    Toolchain { kind, forge, node: node(), solcs, solc_problem, artifacts: state(&folder, kind, options) }
}

fn node() -> Option<Tool> {
    let path = on_path("node")?;
    let ran = run(Command::new(&path).arg("--version"), &[]).ok();
    let version =
        ran.map(|ran| String::from_utf8_lossy(&ran.stdout).trim().trim_start_matches('v').to_owned());
    Some(Tool { path, version })
}

fn state(root: &Path, kind: Option<ProjectKind>, options: &Options) -> ArtifactState {
    let unknown = |reason: String| ArtifactState::Unknown { reason };
    let (contracts, reasons) = match kind {
        None => return unknown("there is no project".to_owned()),
        Some(ProjectKind::StandardJson | ProjectKind::Solidity) => return ArtifactState::NotKept,
        Some(ProjectKind::Foundry) => {
            let config = match FoundryConfig::read(root, profile(options).as_deref()) {
                Ok(config) => config,
                Err(error) => return unknown(error.to_string()),
            };
            let out = foundry::read_out(root, &config, &mut Disk::new(root, &config.libs), &mut |_| {});
            (out.found.len(), out.stale)
        }
        Some(ProjectKind::Hardhat) => {
            let folder =
                root.join(options.artifacts_dir.clone().unwrap_or_else(|| PathBuf::from("artifacts")));
            let mut disk = Disk::new(root, &["node_modules".to_owned()]);
            match hardhat::read_artifacts(root, &folder, &mut disk, &mut |_| {}) {
                Ok(artifacts) => (artifacts.found.len(), artifacts.stale),
                Err(error) => return unknown(error.to_string()),
            }
        }
    };
    match (contracts, reasons.is_empty()) {
        (0, _) => ArtifactState::Missing,
        (contracts, true) => ArtifactState::Fresh { contracts },
        (_, false) => ArtifactState::OutOfDate { reasons },
    }
}
