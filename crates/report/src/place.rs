//! Where in the sources something broke.
//!
//! Invariant: a place names a source of the project; what has no source has no place.

use crate::names::Names;
use hotfire_evm::trace::{CallTree, Node};
use hotfire_project::{CodeKind, Project};
use serde::{Deserialize, Serialize};

/// A place in the sources. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Project-relative path.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
    /// The function around it; empty when there is none.
    #[serde(default)]
    pub function: String,
    /// The contract that the function is written in; empty when there is none.
    #[serde(default)]
    pub contract: String,
    /// The text of the line.
    #[serde(default)]
    pub text: String,
}

impl Place {
    /// `src/Vault.sol:64:9`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Where a failing call broke first.
#[must_use]
pub fn broke_at(names: &Names<'_>, project: &Project, tree: &CallTree) -> Option<Place> {
    let deepest = tree.broke_at()?;
    // Library code without a source, cheatcodes and precompiles have no place: then the nearest caller that has one.
    place_of(names, project, deepest).or_else(|| {
        let failing = tree.nodes.iter().rev().filter(|node| node.depth < deepest.depth);
        failing.filter(|node| node.failed_pc.is_some()).find_map(|node| place_of(names, project, node))
    })
}

/// The place of a frame's failing instruction.
#[must_use]
pub fn place_of(names: &Names<'_>, project: &Project, node: &Node) -> Option<Place> {
    let pc = node.failed_pc?;
    let (contract, kind) = if node.kind.is_create() {
        (project.contract_by_init_code(&node.input)?, CodeKind::Init)
    } else {
        (names.contract(node.code_address)?, CodeKind::Runtime)
    };
    let location = contract.locate(&project.sources, kind, pc)?;
    Some(Place {
        file: location.file.to_owned(),
        line: location.line,
        column: location.column,
        function: location.function.unwrap_or_default().to_owned(),
        contract: location.contract.unwrap_or_default().to_owned(),
        text: location.text.trim().to_owned(),
    })
}
