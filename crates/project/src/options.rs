//! What a caller may say about how a project is read, and what it is told meanwhile.
//!
//! Invariant: `Options::default()` with a root reads any supported project the ordinary way.

use std::path::PathBuf;
use std::str::FromStr;

use alloy_primitives::Address;

use crate::ProjectError;

/// How to read a project.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The project's folder, a `.sol` file or a standard-json file.
    pub root: PathBuf,
    /// The compiler: an executable, a `soljson.js`, a folder of npm's `solc`, or a version such as `0.8.30`.
    pub solc: Option<PathBuf>,
    /// The forge to build with; otherwise the one on PATH.
    pub forge: Option<PathBuf>,
    /// Use artifacts that no longer match their sources instead of compiling.
    pub out_of_date_ok: bool,
    /// Never run a compiler; what is not compiled is an error.
    pub no_build: bool,
    /// Libraries that are already deployed.
    pub libraries: Vec<LibraryLink>,
    /// The profile of `foundry.toml`; otherwise `FOUNDRY_PROFILE`, otherwise `default`.
    pub profile: Option<String>,
    /// The folder for what we compile ourselves; otherwise `<project>/.hotfire/cache`.
    pub cache_dir: Option<PathBuf>,
    /// The folder of Hardhat's artifacts when it is not `artifacts`.
    pub artifacts_dir: Option<PathBuf>,
}

impl Options {
    /// The ordinary options for the project at `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), ..Self::default() }
    }
}

/// One library that is already deployed, written `path:Name:0x…` or `Name:0x…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryLink {
    /// The library's source, project-relative; `None` matches any.
    pub path: Option<String>,
    /// The library's name.
    pub name: String,
    /// Where it is deployed.
    pub address: Address,
}

impl FromStr for LibraryLink {
    type Err = ProjectError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = |why: &str| ProjectError::LibraryLink { text: text.to_owned(), why: why.to_owned() };
        let (library, address) = text.rsplit_once(':').ok_or_else(|| bad("it has no ':'"))?;
        let address = address.parse().map_err(|_| bad("the part after the last ':' is no address"))?;
        let (path, name) = match library.rsplit_once(':') {
            Some((path, name)) => (Some(path.to_owned()), name),
            None => (None, library),
        };
        if name.is_empty() || path.as_deref() == Some("") {
            return Err(bad("a part is empty"));
        }
        Ok(Self { path, name: name.to_owned(), address })
    }
}

/// What is being done, for a progress line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// The project's files are being read.
    Reading {
        /// How many artifact files.
        files: usize,
    },
    /// A compiler or `forge build` runs; this can take minutes.
    Compiling {
        /// The compiler and its version.
        compiler: String,
        /// How many source files it was given to compile; 0 when only it knows.
        files: usize,
    },
    /// The project is read.
    Ready {
        /// How many contracts.
        contracts: usize,
    },
}
