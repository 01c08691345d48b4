//! Reading projects: from a Foundry or Hardhat folder, a standard-json file or one `.sol` file to contracts with ABI,
//! bytecode, and a file, line and function for every pc.
//!
//! Invariant: freshness is decided by the content of sources alone; nothing read from a file can make this crate panic.
//!
//! ```no_run
//! use hotfire_project::{CodeKind, Options, Project};
//!
//! let project = Project::load(&Options::new("examples/vault"), &mut |_step| {})?;
//! let vault = project.contract_named("Vault")?;
//! let init = vault.init_code(&project.linked, &vault.encode_constructor(&[])?)?;
//! let place = vault.locate(&project.sources, CodeKind::Runtime, 0);
//! # Ok::<(), hotfire_project::ProjectError>(())
//! ```

#[cfg_attr(not(test), expect(dead_code, reason = "solc's output is read soon"))]
mod artifact;
mod assemble;
mod build_info;
mod code;
mod config;
mod contract;
#[cfg_attr(not(test), expect(dead_code, reason = "texts are compared soon"))]
mod disk;
mod error;
mod foundry;
mod index;
mod inline;
mod layout;
mod lexer;
mod limits;
mod link;
mod literals;
mod load;
mod locate;
mod options;
mod outline;
mod pcs;
mod project;
mod sources;
mod toml_value;

pub use code::{CODE_BYTES_MAX, Code, CodeKind, ImmutableReference, LinkReference};
pub use config::{ChainConfig, FoundryConfig, FsPermission, FuzzConfig, InvariantConfig};
pub use contract::{Contract, ContractKind};
pub use error::ProjectError;
pub use inline::{InlineConfig, InlineSetting};
pub use layout::{StorageLayout, StorageType, StorageVariable};
pub use link::LinkedLibraries;
pub use literals::{LITERALS_MAX, Literals};
pub use locate::{FunctionPcs, Location};
pub use options::{LibraryLink, Options, Step};
pub use outline::{Declaration, Function, FunctionKind, Outline};
pub use project::{Project, ProjectKind};
pub use sources::{Source, Sources};
