//! Builds the stand for release and fires it.
//!
//! Invariant: this is the only place that knows the stand's flags and the names in its `--json` report.

use crate::{child, repo};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
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
    /// The harness contract; all of them if there is none.
    pub(crate) contract: Option<String>,
    pub(crate) config: Option<PathBuf>,
    pub(crate) workers: u32,
    pub(crate) seed: u64,
    pub(crate) executions: Option<u64>,
    pub(crate) secs: Option<u64>,
    pub(crate) stop_on_first: bool,
    /// Where findings and corpus are kept; the default is none at all.
    pub(crate) store: Option<PathBuf>,
}

/// A finding in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) id: String,
    /// Id of the detector's rule.
    pub(crate) rule: String,
    /// `Contract.signature` of what broke.
    pub(crate) subject: String,
    /// The value reached by an optimisation target.
    pub(crate) value: Option<i64>,
}

impl Found {
    /// Whether this is about the function or property of this name.
    pub(crate) fn is_about(&self, name: &str) -> bool {
        let function = self.subject.rsplit_once('.').map_or(self.subject.as_str(), |(_, function)| function);
        function.split('(').next() == Some(name)
    }
}

/// What a campaign did.
#[derive(Clone, Debug)]
pub(crate) struct Fired {
    pub(crate) findings: Vec<Found>,
    /// Hits that the reference engine did not confirm.
    pub(crate) unconfirmed: u64,
    pub(crate) executions: u64,
    /// Share of the time that the engine took, where the report tells.
    pub(crate) evm_share: Option<f64>,
    pub(crate) done: child::Done,
}

/// Builds the binary that users get and returns its path.
pub(crate) fn build() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--locked", "--package", "hotfire-cli"])
        .current_dir(repo::root())
        .stdin(Stdio::null())
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "the release build failed");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repo::root().join("target"), PathBuf::from);
    Ok(target.join("release/hotfire"))
}

impl Shot {
    /// The command line of this campaign.
    pub(crate) fn command(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        command.current_dir(repo::root()).env_remove("FOUNDRY_PROFILE");
        if let Some(profile) = self.profile {
            command.env("FOUNDRY_PROFILE", profile);
        }
        command.arg("fire").arg(short(&self.project));
        if let Some(contract) = &self.contract {
            command.args(["--match-contract", &format!("^{contract}$")]);
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
        match &self.store {
            Some(store) => command.arg("--store").arg(short(store)),
            None => command.arg("--no-store"),
        };
        command.arg("--json");
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
        let report = serde_json::from_str(&done.stdout)
            .with_context(|| format!("the report of `{}` is not JSON", child::line(&command)))?;
        Fired::read(&report, done)
    }
}

impl Fired {
    fn read(report: &Value, done: child::Done) -> Result<Self> {
        let executions = report.pointer("/stats/executions").or_else(|| report.get("executions"));
        let findings = report.get("findings").and_then(Value::as_array).context("no `findings`")?;
        let unconfirmed = report.pointer("/stats/unconfirmed").or_else(|| report.get("unconfirmed"));
        Ok(Self {
            findings: findings.iter().map(found).collect::<Result<_>>()?,
            unconfirmed: unconfirmed.map_or(0, count),
            executions: executions.and_then(Value::as_u64).context("the report tells no `executions`")?,
            evm_share: report.pointer("/stats/evm_share").and_then(Value::as_f64),
            done,
        })
    }
}

fn found(value: &Value) -> Result<Found> {
    let text = |name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.map(str::to_owned).with_context(|| format!("a finding without `{name}`"))
    };
    let reached = value.get("value");
    let reached = reached.and_then(|value| value.as_i64().or_else(|| value.as_str()?.parse().ok()));
    Ok(Found { id: text("id")?, rule: text("rule")?, subject: text("subject")?, value: reached })
}

/// A number, or the length of a list.
fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| value.as_array().map_or(0, |list| list.len() as u64))
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
            "stats": {"executions": 7, "unconfirmed": 1, "evm_share": 0.5},
            "findings": [{"id": "a1", "rule": "optimum", "subject": "Hill.echidna_opt_height()", "value": "-12"}],
        });
        let fired = Fired::read(&report, child::Done::default()).unwrap();
        assert_eq!((fired.executions, fired.unconfirmed, fired.evm_share), (7, 1, Some(0.5)));
        assert_eq!(fired.findings[0].value, Some(-12));
        assert!(fired.findings[0].is_about("echidna_opt_height"));
        assert!(!fired.findings[0].is_about("height"));
        assert!(Fired::read(&serde_json::json!({"findings": []}), child::Done::default()).is_err());
    }

    #[test]
    fn the_command_names_paths_from_the_root() {
        let shot = Shot {
            project: repo::root().join("examples/vault"),
            contract: Some("VaultTest".into()),
            workers: 1,
            executions: Some(10),
            ..Shot::default()
        };
        let line = child::line(&shot.command(Path::new("hotfire")));
        assert!(
            line.starts_with("hotfire fire examples/vault --match-contract ^VaultTest$ --workers 1"),
            "{line}"
        );
    }
}
