//! Runs the exported Foundry tests with the real forge: on the flawed contracts and again on the fixed ones.
//!
//! Invariant: a proof is good only if it passes with the flaw and fails without it. Many are run at once, to compile once;
//! one that does not compile is told with forge's words and does not keep the others from running.

use crate::child::{self, Limits};
use crate::forge::{self, Suites};
use crate::harness::Answer;
use crate::{cases, repo, tools};
use anyhow::{Result, bail, ensure};
use std::collections::BTreeMap;
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
    let flawed = Batch::run(&project)?;
    repo::copy(&project.join("fixed"), &project.join("src"))?;
    let fixed = Batch::run(&project)?;
    problems
        .extend(ids.into_iter().filter_map(|id| Some(format!("{id}: {}", problem(&flawed, &fixed, id)?))));
    Ok(problems)
}

/// What is wrong with one proof.
fn problem(flawed: &Batch, fixed: &Batch, id: &str) -> Option<String> {
    let broken = |batch: &Batch, which: &str| {
        let words = batch.broken.get(id)?;
        Some(format!("the proof does not compile with the {which} contract:\n{words}"))
    };
    if let Some(words) = broken(flawed, "flawed").or_else(|| broken(fixed, "fixed")) {
        return Some(words);
    }
    match (outcome(&flawed.suites, id), outcome(&fixed.suites, id)) {
        (Some(Ok(())), Some(Err(_))) => None,
        (None, _) | (_, None) => Some("forge did not run the proof".into()),
        (Some(Err(reason)), _) => Some(format!("the proof fails on the flawed contract: {reason}")),
        (_, Some(Ok(()))) => Some("the proof still passes on the fixed contract".into()),
    }
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

/// What forge made of all proofs at once.
struct Batch {
    suites: Suites,
    /// Proofs that do not compile, with forge's words.
    broken: BTreeMap<String, String>,
}

impl Batch {
    /// Runs all proofs; those that do not compile are set aside and the rest is run again.
    fn run(project: &Path) -> Result<Self> {
        let mut broken = BTreeMap::new();
        loop {
            let mut command = forge::test(project);
            command.args(["--match-contract", "HotfireProof"]).env("FOUNDRY_TEST", FINDINGS);
            let done = child::run(&mut command, Limits::wall_secs(FORGE_SECS_MAX))?;
            ensure!(done.code.is_some(), "forge did not end in {FORGE_SECS_MAX} s");
            if let Some(suites) = forge::report(&done)? {
                return Ok(Self { suites, broken });
            }
            let said = format!("{}{}", done.stdout, done.stderr);
            let culprits = culprits(&said);
            if culprits.is_empty() {
                bail!("`{}` gave no report:\n{said}", child::line(&command));
            }
            // Every round takes at least one folder away, so this ends.
            for (id, words) in culprits {
                std::fs::remove_dir_all(project.join(FINDINGS).join(&id))?;
                broken.insert(id, words);
            }
        }
    }
}

/// Which proofs the compiler's errors are about, each with the first of its errors.
fn culprits(said: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for words in said.split("\n\n").filter_map(|block| block.find("Error").map(|at| &block[at..])) {
        let place = format!("--> {FINDINGS}/");
        let id = words.split_once(&place).and_then(|(_, rest)| rest.split('/').next());
        if let Some(id) = id.filter(|_| words.starts_with("Error (")) {
            found.entry(id.to_owned()).or_insert_with(|| words.trim_end().to_owned());
        }
    }
    found
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

    #[test]
    fn the_compiler_s_errors_are_laid_at_the_proof_s_door() {
        let said = "Compiler run failed:\nWarning (1): w\n --> .hotfire/findings/fine/Proof.t.sol:1:1:\n  |\n\n\
            Error (9574): Type is not convertible.\n   --> .hotfire/findings/bad/Proof.t.sol:109:36:\n    |\n\n\
            Error (7): elsewhere\n --> src/A.sol:1:1:\n\nError: Compilation failed\n";
        let found = culprits(said);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["bad"]);
        assert!(found["bad"].starts_with("Error (9574): Type is not convertible."), "{found:?}");
        assert!(culprits("Error: no network").is_empty());
    }

    #[test]
    fn a_proof_that_does_not_compile_is_the_only_one_that_fails() {
        let tests =
            |passed| BTreeMap::from([("t()".into(), Tested { passed, reason: "no".into(), calls: 0 })]);
        let batch = |passed, broken: &[&str]| Batch {
            suites: Suites::from([(".hotfire/findings/a/Proof.t.sol:HotfireProof".into(), tests(passed))]),
            broken: broken.iter().map(|id| ((*id).to_owned(), "Error (1): why".to_owned())).collect(),
        };
        let (flawed, fixed) = (batch(true, &["b"]), batch(false, &[]));
        assert_eq!(problem(&flawed, &fixed, "a"), None);
        assert!(problem(&flawed, &fixed, "b").unwrap().contains("flawed contract:\nError (1): why"));
        assert!(problem(&flawed, &batch(true, &[]), "a").unwrap().contains("still passes"));
        assert!(problem(&batch(false, &[]), &fixed, "a").unwrap().contains("fails on the flawed"));
        assert!(problem(&flawed, &batch(false, &["a"]), "a").unwrap().contains("fixed contract:\nError"));
    }
}
