//! What can go wrong when a report is written or a finding is read back.
//!
//! Invariant: every message says which file or finding it is about and what to do.

use std::path::PathBuf;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The finding cannot be told as a Foundry test.
    #[error("no Foundry test can be written for {what}: {why}")]
    NoProof {
        /// The finding or the step that has no Solidity.
        what: String,
        /// Why, and what works instead.
        why: String,
    },
    /// One of our own templates is broken.
    #[error("a template does not render: {0}")]
    Template(#[from] minijinja::Error),
    /// A file that should be a finding is none.
    #[error("{} is no finding: {why}; delete it, or restore it from version control", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A finding written by a later version.
    #[error("{} has schema {found}, this version reads up to {known}; update hotfire", path.display())]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u64,
        /// The newest that is known here.
        known: u64,
    },
    /// A document cannot be written as JSON.
    #[error("a document cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}
