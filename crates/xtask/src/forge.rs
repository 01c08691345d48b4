//! Runs the pinned forge on a project and reads what it says.
//!
//! Invariant: a test that forge did not run is never taken for one that passed.

use crate::{child, tools};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// What became of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tested {
    pub(crate) passed: bool,
    /// Why it failed.
    pub(crate) reason: String,
    /// Calls of an invariant's campaign, runs of a fuzz test.
    pub(crate) calls: u64,
}

/// Suites by `path:Contract`, and in each the tests by signature.
pub(crate) type Suites = BTreeMap<String, BTreeMap<String, Tested>>;

/// `forge test --json` in a project, with nothing inherited that would configure it.
pub(crate) fn test(project: &Path) -> Command {
    let mut command = Command::new(tools::forge());
    command.current_dir(project).args(["test", "--json"]);
    for (name, _) in std::env::vars_os() {
        let is_config = |name: &str| name.starts_with("FOUNDRY_") || name.starts_with("DAPP_");
        if name.to_str().is_some_and(is_config) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command made by [`test()`]; `None` if it was killed at its limits.
pub(crate) fn run(command: &mut Command, limits: child::Limits) -> Result<Option<(Suites, child::Done)>> {
    let done = child::run(command, limits)?;
    if done.code.is_none() {
        return Ok(None);
    }
    let Some(suites) = report(&done).with_context(|| format!("`{}`", child::line(command)))? else {
        bail!("`{}` gave no report:\n{}{}", child::line(command), done.stdout, done.stderr);
    };
    ensure!(!suites.is_empty(), "`{}` ran no test", child::line(command));
    Ok(Some((suites, done)))
}

/// The report of a run that has ended; `None` if there is none, as when something does not compile.
pub(crate) fn report(done: &child::Done) -> Result<Option<Suites>> {
    let line = done.stdout.lines().rev().find(|line| line.starts_with('{') && !line.contains("\"event\":"));
    line.map(|line| read(&serde_json::from_str(line)?)).transpose()
}

fn read(report: &Value) -> Result<Suites> {
    let suites = report.as_object().context("forge's report is not an object")?;
    let mut all = Suites::new();
    for (name, suite) in suites {
        let results = suite.get("test_results").and_then(Value::as_object);
        let results = results.with_context(|| format!("{name}: no test_results"))?;
        let tests = results.iter().map(|(test, result)| (test.clone(), tested(result)));
        all.insert(name.clone(), tests.collect());
    }
    Ok(all)
}

fn tested(result: &Value) -> Tested {
    let calls =
        ["/kind/Invariant/calls", "/kind/Fuzz/runs"].iter().find_map(|at| result.pointer(at)?.as_u64());
    Tested {
        passed: result.get("status").and_then(Value::as_str) == Some("Success"),
        reason: result.get("reason").and_then(Value::as_str).unwrap_or_default().to_owned(),
        calls: calls.unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_gives_calls_and_failures() {
        let report = serde_json::json!({"test/A.t.sol:A": {"duration": "1s", "test_results": {
            "invariant_a()": {"status": "Success", "reason": null, "kind": {"Invariant": {"runs": 2, "calls": 100, "reverts": 0}}},
            "test_b()": {"status": "Failure", "reason": "no", "kind": {"Unit": {"gas": 3}}},
        }}});
        let suites = read(&report).unwrap();
        let tests = &suites["test/A.t.sol:A"];
        assert_eq!(tests["invariant_a()"], Tested { passed: true, reason: String::new(), calls: 100 });
        assert_eq!(tests["test_b()"], Tested { passed: false, reason: "no".into(), calls: 0 });
        assert!(read(&serde_json::json!([])).is_err());
    }
}
