//! Runs the exported Foundry tests with the real forge: on the flawed contracts and again on the fixed ones.
//!
//! Invariant: a proof is good only if it passes with the flaw and fails without it; many are run at once, to compile once.

use crate::child::Limits;
use crate::forge::{self, Suites};
use crate::harness::Answer;
use crate::{cases, repo, tools};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Where a project keeps its findings; the proofs import their harness relative to it.
const FINDINGS: &str = ".hotfire/findings";
const PROOF: &str = "Proof.t.sol";
/// Time for compiling and running all proofs once.
const FORGE_SECS_MAX: u64 = 900;

/// Tells what is wrong with the proofs of the answers that found their case.
pub(crate) fn check(answers: &[Answer]) -> Result<Vec<String>> {
    let project = project()?;
    let mut problems = Vec::new();
    let mut ids = Vec::new();
    for answer in answers.iter().filter(|answer| !answer.twin && answer.problem.is_none()) {
        let Some(finding) = &answer.finding else { continue };
        let id = &answer.case.id;
        let folder = project.join(FINDINGS).join(id);
        std::fs::create_dir_all(&folder)?;
        if std::fs::copy(finding.join(PROOF), folder.join(PROOF)).is_ok() {
            ids.push(id.as_str());
        } else {
            problems.push(format!("{id}: the finding has no {PROOF}"));
        }
    }
    if ids.is_empty() {
        return Ok(problems);
    }
    let flawed = run(&project)?;
    repo::copy(&project.join("fixed"), &project.join("src"))?;
    let fixed = run(&project)?;
    for id in ids {
        match (outcome(&flawed, id), outcome(&fixed, id)) {
            (Some(Ok(())), Some(Err(_))) => {}
            (None, _) | (_, None) => problems.push(format!("{id}: forge did not run the proof")),
            (Some(Err(reason)), _) => {
                problems.push(format!("{id}: the proof fails on the flawed contract: {reason}"))
            }
            (_, Some(Ok(()))) => problems.push(format!("{id}: the proof still passes on the fixed contract")),
        }
    }
    Ok(problems)
}

/// A copy of the harness project, as deep as the original, so that its paths to the tools hold.
fn project() -> Result<PathBuf> {
    let work = repo::scratch("proofs")?;
    std::os::unix::fs::symlink(repo::root().join("tools"), work.join("tools"))?;
    let project = work.join("testdata/harness");
    let folder = cases::folder();
    for name in ["src", "fixed", "test", "lib"] {
        repo::copy(&folder.join(name), &project.join(name))?;
    }
    std::fs::copy(folder.join("foundry.toml"), project.join("foundry.toml"))?;
    Ok(project)
}

fn run(project: &Path) -> Result<Suites> {
    let mut command = forge::test(project);
    command.args(["--match-contract", "HotfireProof"]).env("FOUNDRY_TEST", FINDINGS);
    let done = forge::run(&mut command, Limits::wall_secs(FORGE_SECS_MAX))?;
    let (suites, _) = done.with_context(|| format!("forge did not end in {FORGE_SECS_MAX} s"))?;
    Ok(suites)
}

/// Passed, failed for a reason, or not run.
fn outcome(suites: &Suites, id: &str) -> Option<Result<(), String>> {
    let folder = format!("/{id}/{PROOF}:");
    let (_, tests) = suites.iter().find(|(name, _)| format!("/{name}").contains(&folder))?;
    let failed = tests.values().find(|test| !test.passed);
    (!tests.is_empty()).then(|| failed.map_or(Ok(()), |test| Err(test.reason.clone())))
}

/// Whether forge is there; the tools are installed before anything else.
pub(crate) fn ready() -> bool {
    tools::forge().is_file()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forge::Tested;
    use std::collections::BTreeMap;

    #[test]
    fn a_proof_that_was_not_run_did_not_pass() {
        let test = |passed| Tested { passed, reason: "no".into(), calls: 0 };
        let suites = Suites::from([
            (
                ".hotfire/findings/a/Proof.t.sol:HotfireProof".into(),
                BTreeMap::from([("t()".into(), test(true))]),
            ),
            (
                ".hotfire/findings/b/Proof.t.sol:HotfireProof".into(),
                BTreeMap::from([("t()".into(), test(false))]),
            ),
            (".hotfire/findings/c/Proof.t.sol:HotfireProof".into(), BTreeMap::new()),
        ]);
        assert_eq!(outcome(&suites, "a"), Some(Ok(())));
        assert_eq!(outcome(&suites, "b"), Some(Err("no".into())));
        assert_eq!(outcome(&suites, "c"), None);
        assert_eq!(outcome(&suites, "d"), None);
    }
}
