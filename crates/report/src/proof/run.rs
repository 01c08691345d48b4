//! The command that runs a proof.
//!
//! Invariant: a command that is printed was run on a project of that kind by a test, or its note says what is missing.

use hotfire_project::{Project, ProjectKind};

/// How a user runs a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The command, to be typed in the project's folder.
    pub command: String,
    /// What must be known besides.
    pub note: Option<String>,
}

/// How a user runs the proof of the finding `id`.
#[must_use]
pub fn run_command(project: &Project, id: &str) -> Run {
    let folder = super::folder(id);
    let name = super::CONTRACT;
    let base = format!("FOUNDRY_TEST={folder} forge test");
    match project.kind {
        ProjectKind::Foundry => Run { command: format!("{base} --match-contract {name}"), note: None },
        ProjectKind::Hardhat => Run {
            command: format!("{base} --hardhat --match-contract {name}"),
            note: Some("forge reads contracts/ and node_modules/".into()),
        },
        ProjectKind::Solidity => {
            Run { command: format!("{base} --root . --match-contract {name}"), note: None }
        }
        ProjectKind::StandardJson => Run {
            command: format!("{base} --root . --match-contract {name}"),
            note: Some("where the sources named in the standard-json lie as files under this folder".into()),
        },
    }
}
