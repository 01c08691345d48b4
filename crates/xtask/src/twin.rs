//! Fires one twin of the museum, or one honest world, and reads what was found.
//!
//! Invariant: with a budget of executions the answer is the same every time, however busy the machine is.

use crate::child::{self, Limits};
use crate::repo;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Beyond its own time limit a campaign may shrink and confirm this long before it is killed.
const GRACE_SECS: u64 = 240;

/// What is fired at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Twin {
    /// With the flaw.
    Vulnerable(String),
    /// Without it.
    Patched(String),
    /// A world of `testdata/worlds` with its flaw, or without it.
    World(String, bool),
    /// A world that nothing is wrong with, by the name of its folder.
    Honest(String),
}

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) seed: u64,
    pub(crate) workers: u32,
    pub(crate) executions: Option<u64>,
    pub(crate) secs: u64,
}

/// A finding, as the report has it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct Attack {
    pub(crate) id: String,
    pub(crate) rule: String,
    pub(crate) title: String,
    pub(crate) message: String,
    pub(crate) confirmed: bool,
    pub(crate) seconds_to_find: Option<f64>,
}

/// What a campaign did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done {
    pub(crate) attacks: Vec<Attack>,
    /// Hits that the reference engine did not confirm.
    pub(crate) unconfirmed: u64,
    pub(crate) executions: u64,
    pub(crate) secs: f64,
    /// Where the project was laid out.
    pub(crate) project: PathBuf,
    /// Where its findings are.
    pub(crate) findings: PathBuf,
}

/// The ids of the incidents, sorted.
pub(crate) fn incidents() -> Result<Vec<String>> {
    folders("museum", "incident.toml")
}

/// The names of the worlds that have two twins and are no incidents, sorted.
pub(crate) fn worlds() -> Result<Vec<String>> {
    folders("testdata/worlds", "out-patched")
}

/// The names of the honest worlds that are committed with their artifacts, sorted.
pub(crate) fn honest() -> Result<Vec<String>> {
    let mut names = folders("testdata/honest", "out")?;
    // What is not committed may be there on one machine and not on another.
    names.retain(|name| !repo::root().join("testdata/honest").join(name).join(".gitignore").is_file());
    Ok(names)
}

fn folders(inside: &str, having: &str) -> Result<Vec<String>> {
    let folder = repo::root().join(inside);
    let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join(having).exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

impl Twin {
    /// A name for people and for folders.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Vulnerable(id) => format!("{id}-vulnerable"),
            Self::Patched(id) => format!("{id}-patched"),
            Self::World(id, true) => format!("{id}-world"),
            Self::World(id, false) => format!("{id}-world-patched"),
            Self::Honest(name) => format!("{name}-honest"),
        }
    }

    /// The command line, to be run in an empty folder.
    fn command(&self, binary: &Path, home: &Path, budget: Budget) -> Command {
        let mut command = Command::new(binary);
        command.current_dir(home);
        match self {
            Self::Vulnerable(id) => command.args(["museum", "fire", id]),
            Self::Patched(id) => command.args(["museum", "fire", id, "--variant", "patched"]),
            Self::World(..) => command.args(["fire", "project", "--stop-on-first"]),
            Self::Honest(name) => {
                let world = repo::root().join("testdata/honest").join(name);
                command.arg("fire").arg(world).args(["--stop-on-first", "--out", "store"])
            }
        };
        command.args(["--seed", &budget.seed.to_string(), "--workers", &budget.workers.to_string()]);
        if let Some(executions) = budget.executions {
            command.args(["--executions", &executions.to_string()]);
        }
        command.args(["--time", &format!("{}s", budget.secs), "--json"]);
        command
    }

    /// Copies a world as one of its twins; the others are in the binary, or fired at where they are.
    fn lay_out(&self, home: &Path) -> Result<()> {
        let Self::World(id, is_flawed) = self else { return Ok(()) };
        let (source, project) = (repo::root().join("testdata/worlds").join(id), home.join("project"));
        repo::copy(&source, &project)?;
        if !is_flawed {
            std::fs::copy(source.join("Patched.sol"), project.join("Vulnerable.sol"))?;
            repo::copy(&source.join("out-patched"), &project.join("out"))?;
        }
        std::fs::remove_file(project.join("Patched.sol"))?;
        std::fs::remove_dir_all(project.join("out-patched"))?;
        Ok(())
    }

    /// Runs the campaign in `home`, which must be empty.
    pub(crate) fn fire(&self, binary: &Path, home: &Path, budget: Budget) -> Result<Done> {
        self.lay_out(home)?;
        let mut command = self.command(binary, home, budget);
        let done = child::run(&mut command, Limits::wall_secs(budget.secs.saturating_add(GRACE_SECS)))?;
        match done.code {
            Some(0 | 1) => {}
            None => bail!("`{}` did not end in {:.0} s", child::line(&command), done.wall_secs),
            Some(code) => bail!("`{}` ended with {code}:\n{}", child::line(&command), done.stderr.trim_end()),
        }
        let read = Done::read(&done.stdout);
        let read = read.with_context(|| format!("the report of `{}`", child::line(&command)))?;
        let project = match self {
            Self::World(..) => home.join("project"),
            _ => home.join(".hotfire/museum").join(self.name()),
        };
        let findings = match self {
            Self::Honest(_) => home.join("store/findings"),
            _ => project.join(".hotfire/findings"),
        };
        Ok(Done { project, findings, ..read })
    }
}

impl Done {
    fn read(report: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Report {
            findings: Vec<Attack>,
            unconfirmed: Count,
            stats: Stats,
        }
        #[derive(Deserialize)]
        struct Count {
            count: u64,
        }
        #[derive(Deserialize)]
        struct Stats {
            executions: u64,
            elapsed_secs: f64,
        }
        let report: Report = serde_json::from_str(report)?;
        Ok(Self {
            attacks: report.findings,
            unconfirmed: report.unconfirmed.count,
            executions: report.stats.executions,
            secs: report.stats.elapsed_secs,
            ..Self::default()
        })
    }

    /// The confirmed finding of a rule.
    pub(crate) fn attack(&self, rule: &str) -> Option<&Attack> {
        self.attacks.iter().find(|attack| attack.confirmed && attack.rule == rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_says_everything() {
        let budget = Budget { seed: 3, workers: 1, executions: Some(100), secs: 9 };
        let line = |twin: Twin| child::line(&twin.command(Path::new("hotfire"), Path::new("."), budget));
        assert_eq!(
            line(Twin::Patched("the-dao".into())),
            "hotfire museum fire the-dao --variant patched --seed 3 --workers 1 --executions 100 --time 9s --json"
        );
        assert!(line(Twin::Honest("faucet".into())).contains("testdata/honest/faucet --stop-on-first"));
        assert!(incidents().unwrap().contains(&"the-dao".to_owned()));
    }

    #[test]
    fn only_what_is_confirmed_counts() {
        let report = |confirmed: bool| {
            let finding = serde_json::json!({"id": "a", "rule": "gain", "confirmed": confirmed, "seconds_to_find": 1.5});
            let stats = serde_json::json!({"executions": 7, "elapsed_secs": 2.0});
            serde_json::json!({"findings": [finding], "unconfirmed": {"count": 0}, "stats": stats})
                .to_string()
        };
        let done = Done::read(&report(true)).unwrap();
        assert_eq!(done.attack("gain").and_then(|attack| attack.seconds_to_find), Some(1.5));
        assert_eq!((done.executions, done.attack("property")), (7, None));
        assert_eq!(Done::read(&report(false)).unwrap().attack("gain"), None);
    }
}
