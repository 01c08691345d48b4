//! Which kind of project a path is, and how each kind is read.
//!
//! Invariant: a compiler runs only when artifacts are missing or out of date by content, and never when told not to.

use std::path::Path;

use crate::disk::Disk;
use crate::project::Parts;
use crate::{FoundryConfig, Options, Project, ProjectError, ProjectKind, Step, foundry};

/// Reads the project at `options.root`.
pub(crate) fn load(options: &Options, progress: &mut dyn FnMut(Step)) -> Result<Project, ProjectError> {
    let given = std::path::absolute(&options.root).map_err(ProjectError::io("read", &options.root))?;
    if !given.exists() {
        return Err(ProjectError::NotFound { path: options.root.clone() });
    }
    match kind_of(&given)? {
        ProjectKind::Foundry => load_foundry(&given, None, options, progress),
        _ => Err(ProjectError::NotAProject { path: given, why: "this kind is not read yet".into() }),
    }
}

/// Says which kind of project a path is.
pub(crate) fn kind_of(path: &Path) -> Result<ProjectKind, ProjectError> {
    const HARDHAT: [&str; 5] = [
        "hardhat.config.ts",
        "hardhat.config.js",
        "hardhat.config.cjs",
        "hardhat.config.mjs",
        "hardhat.config.cts",
    ];
    let not = |why: &str| ProjectError::NotAProject { path: path.to_owned(), why: why.to_owned() };
    if path.is_file() {
        return match path.extension().and_then(|ending| ending.to_str()) {
            Some("sol") => Ok(ProjectKind::Solidity),
            Some("json") => Ok(ProjectKind::StandardJson),
            _ => Err(not("the file is neither .sol nor .json")),
        };
    }
    if path.join("foundry.toml").is_file() {
        return Ok(ProjectKind::Foundry);
    }
    let has_config = HARDHAT.iter().any(|name| path.join(name).is_file());
    if has_config || path.join("artifacts/build-info").is_dir() {
        return Ok(ProjectKind::Hardhat);
    }
    let folders = ["out", "src", "contracts", "test"];
    if folders.iter().any(|folder| path.join(folder).is_dir()) {
        return Ok(ProjectKind::Foundry);
    }
    Err(not("the folder has none of the files and folders that make one"))
}

fn load_foundry(
    root: &Path,
    focus: Option<String>,
    options: &Options,
    progress: &mut dyn FnMut(Step),
) -> Result<Project, ProjectError> {
    let config = FoundryConfig::read(root, profile(options).as_deref())?;
    let mut disk = Disk::new(root, &config.libs);
    let out = foundry::read_out(root, &config, &mut disk, progress);
    let mut notes = out.notes;
    if !out.stale.is_empty() && options.out_of_date_ok {
        notes.push(format!("artifacts that are out of date are used on purpose: {}", out.stale.join("; ")));
    } else if !out.stale.is_empty() {
        return Err(out_of_date(&out.stale, "run `forge build`"));
    }
    let parts = Parts {
        root: root.to_owned(),
        kind: ProjectKind::Foundry,
        found: out.found,
        folders: foundry::folders(&config),
        foundry: config,
        focus,
        notes,
    };
    parts.into_project(options, root, &disk, &out.old_texts)
}

pub(crate) fn profile(options: &Options) -> Option<String> {
    let named = options.profile.clone().or_else(|| std::env::var("FOUNDRY_PROFILE").ok());
    named.filter(|name| !name.is_empty())
}

pub(crate) fn out_of_date(reasons: &[String], advice: &str) -> ProjectError {
    const REASONS_MAX: usize = 8;
    let mut lines: Vec<String> =
        reasons.iter().take(REASONS_MAX).map(|reason| format!("  - {reason}")).collect();
    if reasons.len() > REASONS_MAX {
        lines.push(format!("  - and {} more", reasons.len() - REASONS_MAX));
    }
    ProjectError::OutOfDate { reasons: lines.join("\n"), advice: advice.to_owned() }
}
