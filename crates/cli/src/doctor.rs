//! `hotfire doctor`: what is here, what is wrong, and what to do.
//!
//! Invariant: it changes nothing, and looks at everything even when the first thing is wrong.

use crate::{
    args::DoctorArgs,
    config::FILE,
    error::CliError,
    exit::Exit,
    screen::counted,
    settings::{ProjectSettings, folder_of},
};
use hotfire_campaign::store::Findings;
use hotfire_fuzz::dialect::discover;
use hotfire_project::{ArtifactState, Options, Project, ProjectKind, Toolchain, toolchain};
use std::{fmt::Write, fs, path::Path};

/// Most harnesses that are listed.
const HARNESSES_SHOWN_MAX: usize = 20;

pub(crate) fn run(args: &DoctorArgs) -> Result<Exit, CliError> {
    let settings = ProjectSettings::new(&args.project)?;
    let mut page = Page::default();
    let found = toolchain(&settings.options);
    page.project(&args.project.path, &settings, &found);
    page.tools(&found);
    let exit = page.harnesses(&settings, &found);
    page.store(&settings.store_folder(&folder_of(&args.project.path)));
    page.close();
    crate::print(&page.text)?;
    Ok(exit)
}

#[derive(Default)]
struct Page {
    text: String,
    todo: Vec<String>,
}

impl Page {
    fn line(&mut self, what: &str, says: &str) {
        let mut lines = says.lines();
        // Writing to a string cannot fail.
        let _ok = writeln!(self.text, "{what:<12}{}", lines.next().unwrap_or_default());
        for line in lines {
            let _ok = writeln!(self.text, "{:<12}{}", "", line.trim_start());
        }
    }

    fn project(&mut self, path: &Path, settings: &ProjectSettings, found: &Toolchain) {
        let kind = match found.kind {
            Some(ProjectKind::Foundry) => "a Foundry project",
            Some(ProjectKind::Hardhat) => "a Hardhat project",
            Some(ProjectKind::StandardJson) => "a standard-json file",
            Some(ProjectKind::Solidity) => "one Solidity file",
            None => "no project that can be read",
        };
        self.line("project", &format!("{kind} at {}", path.display()));
        match &settings.config.path {
            Some(file) => self.line("settings", &file.display().to_string()),
            None => self.line("settings", &format!("defaults; there is no {FILE}")),
        }
    }

    fn tools(&mut self, found: &Toolchain) {
        let tool = |tool: &Option<hotfire_project::Tool>| match tool {
            Some(tool) => {
                format!("{} at {}", tool.version.as_deref().unwrap_or("unknown version"), tool.path.display())
            }
            None => "not found".to_owned(),
        };
        self.line("forge", &tool(&found.forge));
        self.line("node", &tool(&found.node));
        match found.solcs.as_slice() {
            [] if found.solc_problem.is_some() => {}
            [] => self.line("solc", "not found"),
            solcs => {
                for solc in solcs {
                    self.line("solc", &format!("{} at {}", solc.version, solc.path.display()));
                }
            }
        }
        if let Some(problem) = &found.solc_problem {
            self.line("solc", &format!("problem: {problem}"));
        }
        self.artifacts(found);
    }

    fn artifacts(&mut self, found: &Toolchain) {
        let can_build = found.forge.is_some() || !found.solcs.is_empty();
        let how = if can_build {
            "hotfire compiles them when it needs them"
        } else {
            "install forge or solc to compile"
        };
        match &found.artifacts {
            ArtifactState::Fresh { contracts } => {
                self.line(
                    "artifacts",
                    &format!("up to date, {}", counted(*contracts, "contract", "contracts")),
                );
            }
            ArtifactState::OutOfDate { reasons } => {
                self.line("artifacts", &format!("out of date\n{}", reasons.join("\n")));
                self.todo.push(format!(
                    "artifacts are out of date: {how}, or use them as they are with --out-of-date ok"
                ));
            }
            ArtifactState::Missing => {
                self.line("artifacts", "none yet");
                if !can_build {
                    self.todo.push(format!("there are no artifacts: {how}"));
                }
            }
            ArtifactState::NotKept => {
                self.line("artifacts", "compiled each time it is read");
                if !can_build {
                    self.todo.push(how.to_owned());
                }
            }
            ArtifactState::Unknown { reason } => self.line("artifacts", &format!("unknown: {reason}")),
        }
    }

    /// Reads the project without building it.
    fn harnesses(&mut self, settings: &ProjectSettings, found: &Toolchain) -> Exit {
        let builds =
            !matches!(found.artifacts, ArtifactState::Fresh { .. } | ArtifactState::OutOfDate { .. });
        let options = Options { no_build: !builds, out_of_date_ok: true, ..settings.options.clone() };
        let project = match Project::load(&options, &mut |_| {}) {
            Ok(project) => project,
            Err(error) => {
                self.line("harnesses", "not known: the project cannot be read");
                return self.problem(&CliError::from(error));
            }
        };
        for note in &project.notes {
            self.line("note", note);
        }
        let candidates = match discover(&project, &settings.filter, settings.dialect) {
            Ok(candidates) => candidates,
            Err(error) => {
                self.line("harnesses", "none");
                return self.problem(&CliError::from(error));
            }
        };
        self.line("harnesses", &counted(candidates.len(), "contract", "contracts"));
        for candidate in candidates.iter().take(HARNESSES_SHOWN_MAX) {
            self.line("", &format!("{} ({:?})", candidate.id(), candidate.dialect));
        }
        if candidates.len() > HARNESSES_SHOWN_MAX {
            self.line("", &format!("and {} more", candidates.len() - HARNESSES_SHOWN_MAX));
        }
        Exit::Nothing
    }

    fn problem(&mut self, error: &CliError) -> Exit {
        self.todo.push(error.to_string());
        error.exit()
    }

    fn store(&mut self, folder: &Path) {
        if !folder.is_dir() {
            self.line("store", "none yet; the first campaign makes it");
            return;
        }
        let (records, warnings) = Findings::peek(folder);
        self.line(
            "store",
            &format!("{}, {}", folder.display(), counted(records.len(), "finding", "findings")),
        );
        self.todo
            .extend(warnings.into_iter().map(|warning| format!("a recorded finding is damaged: {warning}")));
        let corpora = fs::read_dir(folder.join("corpus")).map_or(0, Iterator::count);
        self.line("corpora", &corpora.to_string());
    }

    fn close(&mut self) {
        if self.todo.is_empty() {
            self.text.push_str("\nnothing is missing; `hotfire fire` is next\n");
            return;
        }
        self.text.push_str("\nto do:\n");
        for todo in std::mem::take(&mut self.todo) {
            self.text.push_str(&format!("  - {}\n", todo.replace('\n', "\n  ")));
        }
    }
}
