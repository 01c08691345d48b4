//! Builds the stand and fires it at a harness.
//!
//! Invariant: only this and `twin` know the stand's flags and the names in its `--json` report.

use crate::{child, repo};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Exit codes of a campaign that ran to its end.
const NOTHING_FOUND: i32 = 0;
const FOUND: i32 = 1;

/// How a campaign is to run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shot {
    pub(crate) project: PathBuf,
    /// The profile of `foundry.toml`, if it is not the default.
    pub(crate) profile: Option<&'static str>,
    /// Name of the harness contract.
    pub(crate) contract: String,
    pub(crate) config: Option<PathBuf>,
    /// Whose conventions to follow, where a contract could be read in several ways.
    pub(crate) dialect: Option<&'static str>,
    pub(crate) workers: u32,
    pub(crate) seed: u64,
    pub(crate) executions: Option<u64>,
    pub(crate) secs: Option<u64>,
    pub(crate) stop_on_first: bool,
    /// Where findings and corpus are kept. What an earlier campaign left there is used again.
    pub(crate) store: PathBuf,
}

/// A finding, or the value of an optimisation target, in the report.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Found {
    pub(crate) id: String,
    /// Name of the contract that judged.
    pub(crate) contract: String,
    /// Signature of the property, test or called function.
    pub(crate) property: String,
    /// The value reached by an optimisation target.
    pub(crate) value: Option<String>,
}

impl Found {
    /// Whether this is about the function or property of this name.
    pub(crate) fn is_about(&self, name: &str) -> bool {
        self.property.split('(').next() == Some(name)
    }

    pub(crate) fn subject(&self) -> String {
        format!("{}.{}", self.contract, self.property)
    }
}

/// The part of the report that is read here.
#[derive(Deserialize)]
struct Report {
    findings: Vec<Found>,
    optima: Vec<Found>,
    stats: Stats,
    unconfirmed: Unconfirmed,
}

#[derive(Deserialize)]
struct Stats {
    executions: u64,
}

#[derive(Deserialize)]
struct Unconfirmed {
    count: u64,
    hits: Vec<serde_json::Value>,
}

/// What a campaign did.
#[derive(Clone, Debug)]
pub(crate) struct Fired {
    /// Confirmed findings.
    pub(crate) findings: Vec<Found>,
    /// The best value of each optimisation target.
    pub(crate) optima: Vec<Found>,
    /// Hits that the reference engine did not confirm.
    pub(crate) unconfirmed: u64,
    /// What the first of them was.
    pub(crate) first_unconfirmed: Option<String>,
    pub(crate) executions: u64,
    pub(crate) done: child::Done,
}

/// Builds the binary that users get and returns its path.
pub(crate) fn build() -> Result<PathBuf> {
    build_profile(&["--release"], "release")
}

/// Builds the binary that is quickest to build and returns its path.
pub(crate) fn build_debug() -> Result<PathBuf> {
    build_profile(&[], "debug")
}

fn build_profile(flags: &[&str], folder: &str) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--locked", "--package", "hotfire-cli"])
        .args(flags)
        .current_dir(repo::root())
        .stdin(Stdio::null())
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "the {folder} build failed");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repo::root().join("target"), PathBuf::from);
    Ok(target.join(folder).join("hotfire"))
}

impl Shot {
    /// The command line of this campaign.
    pub(crate) fn command(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        command.current_dir(repo::root());
        command.arg("fire").arg(short(&self.project)).args(["--contract", &self.contract]);
        if let Some(profile) = self.profile {
            command.args(["--profile", profile]);
        }
        if let Some(dialect) = self.dialect {
            command.args(["--dialect", dialect]);
        }
        if let Some(config) = &self.config {
            command.arg("--config").arg(short(config));
        }
        command.args(["--workers", &self.workers.to_string(), "--seed", &self.seed.to_string()]);
        if let Some(executions) = self.executions {
            command.args(["--executions", &executions.to_string()]);
        }
        if let Some(secs) = self.secs {
            command.args(["--time", &format!("{secs}s")]);
        }
        if self.stop_on_first {
            command.arg("--stop-on-first");
        }
        command.arg("--out").arg(short(&self.store)).arg("--json");
        command
    }

    /// Runs the campaign and reads its report.
    pub(crate) fn fire(&self, binary: &Path, limits: child::Limits) -> Result<Fired> {
        let mut command = self.command(binary);
        let done = child::run(&mut command, limits)?;
        match done.code {
            Some(NOTHING_FOUND | FOUND) => {}
            None => bail!("`{}` did not end in {:.0} s", child::line(&command), done.wall_secs),
            Some(code) => bail!("`{}` ended with {code}:\n{}", child::line(&command), tail(&done.stderr)),
        }
        Fired::read(done).with_context(|| format!("the report of `{}`", child::line(&command)))
    }
}

impl Fired {
    fn read(done: child::Done) -> Result<Self> {
        let report: Report = serde_json::from_str(&done.stdout)?;
        Ok(Self {
            findings: report.findings,
            optima: report.optima,
            unconfirmed: report.unconfirmed.count,
            first_unconfirmed: report.unconfirmed.hits.first().map(ToString::to_string),
            executions: report.stats.executions,
            done,
        })
    }
}

/// A path as one types it at the root.
fn short(path: &Path) -> &Path {
    path.strip_prefix(repo::root()).unwrap_or(path)
}

/// The last lines of an error output.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_gives_findings_and_numbers() {
        let report = serde_json::json!({
            "version": 1,
            "findings": [],
            "optima": [{"id": "a1", "rule": "optimum", "contract": "Hill", "property": "echidna_opt_height()", "value": "-12"}],
            "stats": {"executions": 7, "seed": 1},
            "unconfirmed": {"count": 1, "hits": [{"subject": "Hill.climb(uint256)"}]},
        });
        let done = child::Done { stdout: report.to_string(), ..child::Done::default() };
        let fired = Fired::read(done).unwrap();
        assert_eq!((fired.executions, fired.unconfirmed), (7, 1));
        assert_eq!(fired.first_unconfirmed.as_deref(), Some("{\"subject\":\"Hill.climb(uint256)\"}"));
        assert_eq!(fired.optima[0].value.as_deref(), Some("-12"));
        assert!(fired.optima[0].is_about("echidna_opt_height"));
        assert!(!fired.optima[0].is_about("height"));
        assert!(Fired::read(child::Done { stdout: "{}".into(), ..child::Done::default() }).is_err());
    }

    #[test]
    fn the_command_names_paths_from_the_root() {
        let shot = Shot {
            project: repo::root().join("examples/vault"),
            contract: "VaultTest".into(),
            workers: 1,
            executions: Some(10),
            ..Shot::default()
        };
        let line = child::line(&shot.command(Path::new("hotfire")));
        assert!(
            line.starts_with("hotfire fire examples/vault --contract VaultTest --workers 1 --seed 0"),
            "{line}"
        );
    }
}
