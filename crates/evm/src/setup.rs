//! How a world comes about: an empty chain, balances, deployments and calls, in order.
//!
//! Invariant: a [`Setup`] alone decides the world; replaying it on either engine gives the same state.

use crate::chain::Block;
use alloy_primitives::{Address, Bytes, U256};

/// A hard fork, named as solc and Foundry name `evm_version`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Fork {
    Homestead,
    TangerineWhistle,
    SpuriousDragon,
    Byzantium,
    Constantinople,
    Petersburg,
    Istanbul,
    Berlin,
    London,
    Paris,
    Shanghai,
    Cancun,
    Prague,
    #[default]
    Osaka,
}

/// One step of a setup. A step that fails stops the setup.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Step {
    /// Runs `init_code` as a contract creation.
    Deploy {
        /// The creator: `msg.sender` of the constructor.
        from: Address,
        /// Where the contract goes; `None` takes the address that the creator's nonce gives.
        at: Option<Address>,
        /// Creation code with the constructor's arguments appended.
        init_code: Bytes,
        /// Wei sent to the constructor.
        value: U256,
        /// What to call the contract in reports.
        label: String,
    },
    /// Calls a contract as a transaction.
    Call {
        /// `msg.sender` and `tx.origin`.
        from: Address,
        /// The called account.
        to: Address,
        /// Call data.
        data: Bytes,
        /// Wei sent along.
        value: U256,
        /// What the step does, for errors and reports (`setUp()`).
        label: String,
    },
}

/// Everything that decides a world.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Setup {
    /// The rules in force.
    pub fork: Fork,
    /// The first block.
    pub block: Block,
    /// Balances in wei that exist before the first step.
    pub balances: Vec<(Address, U256)>,
    /// Code that exists before the first step.
    pub codes: Vec<(Address, Bytes)>,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// What cheatcodes may do.
    pub cheats: CheatConfig,
}

/// What the cheatcodes may do and know; comes from the project's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CheatConfig {
    /// Whether cheatcodes exist at all (a world without a harness has none).
    pub enabled: bool,
    /// Whether `ffi` may run programs.
    pub ffi: bool,
    /// Root of the project, against which relative paths are resolved.
    pub root: std::path::PathBuf,
    /// Folders that may be read or written, as in `fs_permissions` of foundry.toml.
    pub fs_permissions: Vec<FsPermission>,
    /// Creation and runtime code by artifact name (`Name`, `File.sol`, `File.sol:Name`, `out/…/Name.json`) for `getCode`, `deployCode` and their like.
    pub artifacts: std::sync::Arc<std::collections::BTreeMap<String, ArtifactCode>>,
    /// Environment variables that `env*` sees on top of the process's own.
    pub env: std::collections::BTreeMap<String, String>,
}

/// Linked code of one artifact.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ArtifactCode {
    /// Creation code.
    pub init: Bytes,
    /// Runtime code.
    pub runtime: Bytes,
}

/// One entry of `fs_permissions`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FsPermission {
    /// Folder or file, relative to the project's root.
    pub path: std::path::PathBuf,
    /// May be read.
    pub read: bool,
    /// May be written.
    pub write: bool,
}
