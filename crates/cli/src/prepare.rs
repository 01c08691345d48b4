//! From a path to deployed harnesses.
//!
//! Invariant: a harness that cannot be deployed is told and does not keep the others from being fired at.

use crate::{
    error::{CliError, Show},
    settings::ProjectSettings,
    show,
};
use hotfire_fuzz::{
    Harness,
    dialect::{Mounted, discover, mount_noted},
};
use hotfire_project::{Project, Step};
use std::sync::Arc;

/// A project with its harnesses, ready to be fired at.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) project: Project,
    pub(crate) harnesses: Vec<Arc<Harness>>,
    /// Harnesses that could not be deployed, by id.
    pub(crate) failed: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// Reads the project, builds it if need be, and deploys its harnesses.
pub(crate) fn prepare(settings: &ProjectSettings, quiet: bool) -> Result<Prepared, CliError> {
    let mut say = |step: Step| {
        if quiet {
            return;
        }
        match step {
            Step::Compiling { compiler, files: 0 } => show(&format!("compiling with {compiler}")),
            Step::Compiling { compiler, files } => show(&format!("compiling {files} files with {compiler}")),
            _ => {}
        }
    };
    let project = Project::load(&settings.options, &mut say)?;
    let mut notes = settings.notes.clone();
    notes.extend(project.notes.iter().cloned());
    let mut prepared = Prepared { notes, project, harnesses: Vec::new(), failed: Vec::new() };
    let candidates = discover(&prepared.project, &settings.filter, settings.dialect)?;
    let shows = Show::of_stderr();
    for candidate in &candidates {
        match mount_noted(candidate, &prepared.project, &settings.mount) {
            Ok(Mounted { harnesses, notes }) => {
                prepared.harnesses.extend(harnesses.into_iter().map(Arc::new));
                prepared.notes.extend(notes);
            }
            Err(error) => {
                let error = CliError::from(error);
                if candidates.len() == 1 {
                    return Err(error);
                }
                show(&shows.render(&error));
                prepared.failed.push(candidate.id());
            }
        }
    }
    prepared.notes.dedup();
    if !quiet {
        prepared.notes.iter().for_each(|note| show(&format!("note: {note}")));
    }
    match (prepared.harnesses.len(), prepared.failed.len()) {
        (0, 0) => Err(CliError::NothingToRun),
        (0, failed) => Err(CliError::NothingDeployed(failed)),
        _ => Ok(prepared),
    }
}
