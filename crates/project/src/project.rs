//! A project: its contracts, sources and configuration, and the ways to find a contract.
//!
//! Invariant: reading the same files with the same options gives the same project, contract for contract.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::assemble::{Folders, Found, assemble};
use crate::disk::Disk;
use crate::index::{RuntimeIndex, by_init_code};
use crate::link::LinkedLibraries;
use crate::literals::Literals;
use crate::sources::Sources;
use crate::{Contract, FoundryConfig, Options, ProjectError, Step, load};

/// What kind of project was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProjectKind {
    /// A folder with `foundry.toml`, or laid out like one.
    Foundry,
    /// A folder with `hardhat.config.*`, or with Hardhat's artifacts.
    Hardhat,
    /// A standard-json input or output, or a build-info.
    StandardJson,
    /// One `.sol` file.
    Solidity,
}

/// A project that was read.
#[derive(Debug)]
pub struct Project {
    /// The project's folder; the file's folder for one file.
    pub root: PathBuf,
    /// What kind of project it is.
    pub kind: ProjectKind,
    /// All contracts, in the order of path and name.
    pub contracts: Vec<Contract>,
    /// All sources.
    pub sources: Sources,
    /// `foundry.toml`, or forge's defaults.
    pub foundry: FoundryConfig,
    /// The one source that was asked for, when a `.sol` file was given.
    pub focus: Option<String>,
    /// Libraries that are already deployed, from the options and the configuration.
    pub linked: LinkedLibraries,
    /// What a user should know: leftovers, settings that differ, stale artifacts used on purpose.
    pub notes: Vec<String>,
    runtime: OnceLock<RuntimeIndex>,
}

impl Project {
    /// Reads the project at `options.root`, compiling what is out of date.
    ///
    /// # Errors
    /// See [`ProjectError`]; each says what to do.
    pub fn load(options: &Options, progress: &mut dyn FnMut(Step)) -> Result<Self, ProjectError> {
        let project = load::load(options, progress)?;
        progress(Step::Ready { contracts: project.contracts.len() });
        Ok(project)
    }

    /// The contract with this name, or with this `path:Name`.
    ///
    /// # Errors
    /// When there is none, or the name alone is not unique.
    pub fn contract_named(&self, name: &str) -> Result<&Contract, ProjectError> {
        if let Some((path, name)) = name.rsplit_once(':') {
            let path = path.trim_start_matches("./");
            return self.contract_at(path, name).ok_or_else(|| self.unknown(&format!("{path}:{name}")));
        }
        let named: Vec<&Contract> = self.contracts.iter().filter(|contract| contract.name == name).collect();
        let in_focus = |contract: &&&Contract| self.focus.as_ref() == Some(&contract.path);
        match named.as_slice() {
            [] => Err(self.unknown(name)),
            [only] => Ok(only),
            several => {
                if let Some(contract) = several.iter().find(in_focus) {
                    return Ok(contract);
                }
                let places = several.iter().map(|contract| contract.id()).collect::<Vec<_>>().join(", ");
                Err(ProjectError::Ambiguous { name: name.to_owned(), places })
            }
        }
    }

    /// The contract `name` of the source `path`.
    pub fn contract_at(&self, path: &str, name: &str) -> Option<&Contract> {
        let key = |contract: &Contract| (contract.path.as_str(), contract.name.as_str()).cmp(&(path, name));
        self.contracts.binary_search_by(key).ok().map(|index| &self.contracts[index])
    }

    /// The contract that this code on chain was compiled from: equal but for immutables, library addresses and
    /// metadata. Remember the answer by code hash if you ask often.
    pub fn contract_by_runtime_code(&self, code: &[u8]) -> Option<&Contract> {
        let index = self.runtime.get_or_init(|| RuntimeIndex::new(&self.contracts));
        index.find(&self.contracts, code)
    }

    /// The contract whose creation code, library addresses apart, `init` begins with; constructor arguments follow.
    pub fn contract_by_init_code(&self, init: &[u8]) -> Option<&Contract> {
        by_init_code(&self.contracts, init)
    }

    /// The constants in the project's own sources, for a fuzzing dictionary.
    pub fn literals(&self) -> Literals {
        let mut literals = Literals::default();
        let mut own: Vec<&str> = self
            .contracts
            .iter()
            .filter(|contract| contract.is_own_source)
            .map(|contract| contract.path.as_str())
            .collect();
        own.dedup();
        for path in own {
            if let Some(source) = self.sources.by_path(path) {
                literals.add(&source.text);
            }
        }
        literals
    }

    /// The constants in the sources that a contract was compiled from.
    pub fn literals_of(&self, contract: &Contract) -> Literals {
        let mut literals = Literals::default();
        for source in contract.sources.iter().filter_map(|&index| self.sources.files().get(index)) {
            literals.add(&source.text);
        }
        literals
    }

    /// The error for a project in which nothing says what to test; `looked_for` lists the conventions.
    pub fn no_harness(&self, looked_for: &str) -> ProjectError {
        const NAMES_MAX: usize = 12;
        let own: Vec<&Contract> = self
            .contracts
            .iter()
            .filter(|contract| contract.is_own_source && contract.is_deployable())
            .collect();
        let mut names: Vec<String> = own.iter().take(NAMES_MAX).map(|contract| contract.id()).collect();
        if own.len() > NAMES_MAX {
            names.push(format!("and {} more", own.len() - NAMES_MAX));
        }
        let looked_in =
            if names.is_empty() { "no contract that can be deployed".to_owned() } else { names.join(", ") };
        ProjectError::NoHarness { looked_for: looked_for.to_owned(), looked_in }
    }

    fn unknown(&self, name: &str) -> ProjectError {
        const NAMES_MAX: usize = 8;
        let wanted = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        let close = |contract: &&Contract| {
            let own = contract.name.to_ascii_lowercase();
            own == wanted || own.contains(&wanted) || (!own.is_empty() && wanted.contains(&own))
        };
        let mut near: Vec<String> =
            self.contracts.iter().filter(close).map(Contract::id).take(NAMES_MAX).collect();
        if near.is_empty() {
            near = self
                .contracts
                .iter()
                .filter(|contract| contract.is_own_source)
                .map(Contract::id)
                .take(NAMES_MAX)
                .collect();
        }
        let near = if near.is_empty() { String::new() } else { format!("; there is {}", near.join(", ")) };
        ProjectError::UnknownContract { name: name.to_owned(), near }
    }
}

/// What a loader found, ready to become a project.
pub(crate) struct Parts {
    pub(crate) root: PathBuf,
    pub(crate) kind: ProjectKind,
    pub(crate) found: Vec<Found>,
    pub(crate) folders: Folders,
    pub(crate) foundry: FoundryConfig,
    pub(crate) focus: Option<String>,
    pub(crate) notes: Vec<String>,
}

impl Parts {
    pub(crate) fn into_project(
        self,
        options: &Options,
        given: &Path,
        disk: &Disk,
        texts: &std::collections::BTreeMap<String, std::sync::Arc<str>>,
    ) -> Result<Project, ProjectError> {
        if self.found.is_empty() {
            return Err(ProjectError::NoContracts { path: given.to_owned() });
        }
        let text =
            |name: &str| texts.get(name).cloned().or_else(|| disk.file(name).map(|file| file.text.clone()));
        let (contracts, sources) = assemble(self.found, &self.folders, text);
        let mut linked = LinkedLibraries::default();
        for link in self.foundry.libraries.iter().chain(&options.libraries) {
            linked.insert_link(link);
        }
        Ok(Project {
            root: self.root,
            kind: self.kind,
            contracts,
            sources,
            foundry: self.foundry,
            focus: self.focus,
            linked,
            notes: self.notes,
            runtime: OnceLock::new(),
        })
    }
}
