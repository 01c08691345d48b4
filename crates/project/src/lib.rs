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

mod artifact;
mod assemble;
mod build;
mod build_info;
mod cache;
mod closure;
mod code;
mod compilers;
mod config;
mod contract;
mod disk;
mod error;
mod forge;
mod foundry;
mod glob;
mod hardhat;
mod index;
mod inline;
mod layout;
mod lexer;
mod limits;
mod link;
mod literals;
mod load;
mod locate;
mod merged;
mod options;
mod outline;
mod pcs;
mod pragma;
mod process;
mod project;
mod remap;
mod solc_output;
mod sources;
mod standard_json;
mod toml_value;
mod toolchain;

pub use code::{CODE_BYTES_MAX, Code, CodeKind, ImmutableReference, LinkReference};
pub use compilers::{Solc, SolcOrigin};
pub use config::{ChainConfig, FoundryConfig, FsPermission, FuzzConfig, InvariantConfig};
pub use contract::{Contract, ContractKind};
pub use error::ProjectError;
pub use glob::glob_regex;
pub use inline::{InlineConfig, InlineSetting};
pub use layout::{StorageLayout, StorageType, StorageVariable};
pub use link::LinkedLibraries;
pub use literals::{LITERALS_MAX, Literals};
pub use locate::{FunctionPcs, Location};
pub use options::{LibraryLink, Options, Step};
pub use outline::{Declaration, Function, FunctionKind, Outline};
pub use project::{Project, ProjectKind};
pub use sources::{Source, Sources};
pub use toolchain::{ArtifactState, Tool, Toolchain, toolchain};
