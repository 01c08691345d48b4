//! Running `forge build`.
//!
//! Invariant: forge decides how the project is built; we only choose the profile and, when asked, the compiler.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{is_program, on_path, run};
use crate::{FoundryConfig, Options, ProjectError, Step};

/// forge, when it is there.
pub(crate) fn find(options: &Options) -> Option<PathBuf> {
    match &options.forge {
        Some(path) => std::path::absolute(path).ok().filter(|path| is_program(path)),
        None => on_path("forge"),
    }
}

/// Its version, such as `1.7.1`.
pub(crate) fn version(forge: &Path) -> Option<String> {
    let ran = run(Command::new(forge).arg("--version"), &[]).ok()?;
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    let word = text.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    Some(word.split('-').next().unwrap_or(word).to_owned())
}

/// Builds the project with forge.
pub(crate) fn build(
    forge: &Path,
    root: &Path,
    options: &Options,
    config: &FoundryConfig,
    progress: &mut dyn FnMut(Step),
) -> Result<(), ProjectError> {
    progress(Step::Compiling { compiler: "forge build".into(), files: 0 });
    let mut command = Command::new(forge);
    command.arg("build").current_dir(root);
    command
        .env("FOUNDRY_PROFILE", &config.profile)
        .env("NO_COLOR", "1")
        .env("FOUNDRY_DISABLE_NIGHTLY_WARNING", "1");
    let mut line = "forge build".to_owned();
    if let Some(solc) = &options.solc {
        let named = solc.to_string_lossy();
        let solc = if named.contains(['/', '\\']) {
            std::path::absolute(solc).unwrap_or_else(|_| solc.clone())
        } else {
            solc.clone()
        };
        command.arg("--use").arg(&solc);
        line.push_str(&format!(" --use {}", solc.display()));
    }
    let ran = run(&mut command, &[]).map_err(ProjectError::io("run", forge))?;
    if ran.status.success() {
        return Ok(());
    }
    Err(ProjectError::Forge { command: line, status: ran.status.to_string(), output: ran.tail() })
}

/// Whether a failure is about the compiler, not about the sources: then solc may be tried without forge.
pub(crate) fn is_about_compiler(error: &ProjectError) -> bool {
    matches!(error, ProjectError::Forge { output, .. } if !output.contains("Compiler run failed"))
}
