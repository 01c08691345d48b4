//! Fires at every twin of the museum, at those of other worlds and at every honest world, and compares with `testdata/museum.toml`.
//!
//! Invariant: a flaw that the list says is found must be found and confirmed; whatever has no flaw must stay silent, always.

use crate::child::{self, Limits};
use crate::twin::{self, Budget, Done, Twin};
use crate::{forge, hotfire, jobs, repo};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Of every campaign here, so that a failure can be repeated.
const SEED: u64 = 1;
/// A campaign that has not used up its executions by then has hung.
const SECS_MAX: u64 = 300;
/// Time for compiling and running one proof.
const FORGE_SECS_MAX: u64 = 300;
/// What a finding leaves for forge.
const PROOF: &str = "Proof.t.sol";

/// `testdata/museum.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    /// Calls at each vulnerable twin, unless it says otherwise.
    executions: u64,
    /// Calls at each patched twin and honest world.
    silent_executions: u64,
    twin: Vec<Entry>,
    /// Worlds of `testdata/worlds`.
    world: Vec<Entry>,
}

/// What is known of one incident.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    /// The rule of the finding.
    rule: String,
    executions: Option<u64>,
    /// Why it is not found yet: shown, and no failure.
    open: Option<String>,
    /// Why the patched twin or the proof is not as it should be yet: shown, and no failure.
    open_patched: Option<String>,
}

/// A campaign and what is wrong with it.
struct Answer {
    twin: Twin,
    open: Option<String>,
    problem: Option<String>,
    /// The finding of the wanted rule, with its project.
    proven: Option<(PathBuf, PathBuf)>,
}

/// What does not give the known answer. `filter` is a part of the names that are fired at.
pub(crate) fn check(binary: Option<&Path>, filter: &str) -> Result<Vec<String>> {
    let list = read(&repo::root().join("testdata/museum.toml"), &twin::incidents()?, &twin::worlds()?)?;
    let binary = binary.map_or_else(hotfire::build_debug, |binary| Ok(binary.to_path_buf()))?;
    let homes = repo::scratch("museum")?;
    let todo: Vec<(Twin, Entry)> =
        todo(&list)?.into_iter().filter(|(twin, _)| twin.name().contains(filter)).collect();
    ensure!(!todo.is_empty(), "nothing in the museum is called like `{filter}`");
    let start = Instant::now();
    let answers = jobs::each(todo, jobs::processors(), |(twin, entry)| {
        let executions = match &twin {
            Twin::Vulnerable(_) | Twin::World(_, true) => entry.executions.unwrap_or(list.executions),
            _ => list.silent_executions,
        };
        let budget = Budget { seed: SEED, workers: 1, executions: Some(executions), secs: SECS_MAX };
        answer(&binary, &homes, twin, &entry, budget)
    });
    let good = answers.iter().filter(|answer| answer.problem.is_none()).count();
    println!("  {good} of {} answers as known ({:.0} s)", answers.len(), start.elapsed().as_secs_f64());
    let mut problems = Vec::new();
    for Answer { twin, open, problem, .. } in &answers {
        match (problem, open) {
            (Some(problem), Some(why)) => println!("  open: {}: {problem} ({why})", twin.name()),
            (Some(problem), None) => problems.push(format!("{}: {problem}", twin.name())),
            (None, Some(why)) => {
                println!("  closed: {} is as it should be; take `open` away ({why})", twin.name());
            }
            (None, None) => {}
        }
    }
    problems.extend(proofs(&answers)?);
    Ok(problems)
}

/// Reads the list and checks that every incident is in it once.
fn read(path: &Path, incidents: &[String], worlds: &[String]) -> Result<List> {
    let list: List = toml::from_str(&repo::read(path)?).with_context(|| path.display().to_string())?;
    for (entries, folder, ids) in
        [(&list.twin, "museum", incidents), (&list.world, "testdata/worlds", worlds)]
    {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in entries {
            ensure!(ids.contains(&entry.id), "{}: {folder}/{} does not exist", path.display(), entry.id);
            *seen.entry(&entry.id).or_default() += 1;
        }
        for id in ids {
            let times = seen.get(id.as_str()).copied().unwrap_or(0);
            ensure!(times == 1, "{}: {folder}/{id} is listed {times} times", path.display());
        }
    }
    Ok(list)
}

fn todo(list: &List) -> Result<Vec<(Twin, Entry)>> {
    let mut todo = Vec::new();
    for entry in &list.twin {
        let patched = Entry { open: entry.open_patched.clone(), ..entry.clone() };
        todo.push((Twin::Vulnerable(entry.id.clone()), entry.clone()));
        todo.push((Twin::Patched(entry.id.clone()), patched));
    }
    for entry in &list.world {
        todo.push((Twin::World(entry.id.clone(), true), entry.clone()));
        todo.push((Twin::World(entry.id.clone(), false), entry.clone()));
    }
    for name in twin::honest()? {
        let entry =
            Entry { id: name.clone(), rule: String::new(), executions: None, open: None, open_patched: None };
        todo.push((Twin::Honest(name), entry));
    }
    Ok(todo)
}

fn answer(binary: &Path, homes: &Path, twin: Twin, entry: &Entry, budget: Budget) -> Answer {
    let home = homes.join(twin.name());
    let made = std::fs::create_dir_all(&home).context("cannot make its folder");
    let (problem, proven) = match made.and_then(|()| twin.fire(binary, &home, budget)) {
        Err(error) => (Some(format!("{error:#}")), None),
        Ok(done) => {
            let attack = done.attack(&entry.rule).filter(|_| is_flawed(&twin));
            let proven = attack.map(|attack| (done.project.clone(), done.findings.join(&attack.id)));
            (problem(&twin, entry, &done), proven)
        }
    };
    Answer { twin, open: entry.open.clone(), problem, proven }
}

fn is_flawed(twin: &Twin) -> bool {
    matches!(twin, Twin::Vulnerable(_) | Twin::World(_, true))
}

/// What is wrong with a campaign's answer.
fn problem(twin: &Twin, entry: &Entry, done: &Done) -> Option<String> {
    if done.unconfirmed > 0 {
        return Some(format!("{} hits did not replay on the reference engine", done.unconfirmed));
    }
    let names = || done.attacks.iter().map(|attack| attack.title.as_str()).collect::<Vec<_>>().join("; ");
    match is_flawed(twin) {
        true if done.attack(&entry.rule).is_some() => None,
        true if done.attacks.is_empty() => {
            Some(format!("{} was not found in {} calls", entry.rule, done.executions))
        }
        true => Some(format!("{} was not found, but {}", entry.rule, names())),
        false => (!done.attacks.is_empty()).then(|| format!("must stay silent, but reports {}", names())),
    }
}

/// Runs the proofs with the real forge: they must pass on the vulnerable twin and fail on the patched one.
fn proofs(answers: &[Answer]) -> Result<Vec<String>> {
    let found = answers.iter().filter_map(|answer| {
        let source = match &answer.twin {
            Twin::Vulnerable(id) => format!("museum/{id}"),
            Twin::World(id, true) => format!("testdata/worlds/{id}"),
            _ => return None,
        };
        let (project, finding) = answer.proven.as_ref()?;
        Some((source, project.as_path(), finding.join(PROOF)))
    });
    let (there, absent): (Vec<_>, Vec<_>) = found.partition(|(_, _, proof)| proof.is_file());
    if !absent.is_empty() {
        println!("  skipped: {} findings have no {PROOF} yet", absent.len());
    }
    let work = repo::scratch("museum-proofs")?;
    let start = Instant::now();
    let tools = work.join("tools");
    std::os::unix::fs::symlink(repo::root().join("tools"), tools)?;
    repo::copy(&repo::root().join("museum/common"), &work.join("museum/common"))?;
    let count = there.len();
    let results = jobs::each(there, jobs::processors(), |(id, project, proof)| {
        prove(&work, &id, project, &proof).unwrap_or_else(|error| Some(format!("{id}: {error:#}")))
    });
    let bad: Vec<String> = results.into_iter().flatten().collect();
    if count > 0 {
        let secs = start.elapsed().as_secs_f64();
        println!("  {count} proofs run twice by forge, {} bad ({secs:.0} s)", bad.len());
    }
    Ok(bad)
}

/// What is wrong with one proof. The project, a folder of the repository, is made again as deep as there, with its pinned
/// compiler.
fn prove(work: &Path, id: &str, fired: &Path, proof: &Path) -> Result<Option<String>> {
    let (project, source) = (work.join(id), repo::root().join(id));
    let place = proof.strip_prefix(fired).context("the proof lies outside of its project")?;
    let target = project.join(place);
    std::fs::create_dir_all(target.parent().unwrap_or(&project))?;
    for name in ["World.sol", "Vulnerable.sol", "foundry.toml"] {
        std::fs::copy(source.join(name), project.join(name))?;
    }
    std::fs::copy(proof, &target)?;
    let flawed = passes(&project)?;
    std::fs::copy(source.join("Patched.sol"), project.join("Vulnerable.sol"))?;
    let patched = passes(&project)?;
    Ok(match (flawed, patched) {
        (Ok(()), Err(_)) => None,
        (Err(why), _) => Some(format!("{id}: the proof fails on the vulnerable twin: {why}")),
        (Ok(()), Ok(())) => Some(format!("{id}: the proof still passes on the patched twin")),
    })
}

/// Whether every test of the proof passes; what the first one says that does not.
fn passes(project: &Path) -> Result<Result<(), String>> {
    let mut command = forge::test(project);
    command.args(["--match-contract", "HotfireProof"]).env("FOUNDRY_TEST", ".hotfire/findings");
    let done = child::run(&mut command, Limits::wall_secs(FORGE_SECS_MAX))?;
    let Some(suites) = forge::report(&done)? else {
        bail!("`{}` gave no report:\n{}{}", child::line(&command), done.stdout, done.stderr);
    };
    let tests: Vec<_> = suites.values().flat_map(BTreeMap::values).collect();
    ensure!(!tests.is_empty(), "forge ran no test");
    Ok(tests.iter().find(|test| !test.passed).map_or(Ok(()), |test| Err(test.reason.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twin::Attack;

    fn entry() -> Entry {
        toml::from_str("id = 'a'\nrule = 'gain'").unwrap()
    }

    fn done(rules: &[&str], unconfirmed: u64) -> Done {
        let attack = |rule: &&str| Attack { rule: (*rule).to_owned(), confirmed: true, ..Attack::default() };
        Done { attacks: rules.iter().map(attack).collect(), unconfirmed, ..Done::default() }
    }

    #[test]
    fn only_the_known_answer_passes() {
        let flawed = Twin::Vulnerable("a".into());
        assert_eq!(problem(&flawed, &entry(), &done(&["gain"], 0)), None);
        assert!(problem(&flawed, &entry(), &done(&["gain"], 1)).unwrap().contains("did not replay"));
        assert!(
            problem(&flawed, &entry(), &done(&["assertion"], 0)).unwrap().contains("gain was not found, but")
        );
        assert!(problem(&flawed, &entry(), &done(&[], 0)).unwrap().contains("was not found in 0 calls"));
        for silent in [Twin::Patched("a".into()), Twin::Honest("a".into())] {
            assert_eq!(problem(&silent, &entry(), &done(&[], 0)), None);
            assert!(problem(&silent, &entry(), &done(&["gain"], 0)).unwrap().contains("must stay silent"));
        }
    }

    #[test]
    fn every_incident_is_listed_once() {
        let path = repo::scratch("unit/museum").unwrap().join("museum.toml");
        let list = |ids: &[&str]| {
            let twins: String =
                ids.iter().map(|id| format!("[[twin]]\nid = '{id}'\nrule = 'gain'\n")).collect();
            std::fs::write(
                &path,
                format!("executions = 1\nsilent_executions = 1\n{twins}[[world]]\nid = 'w'\nrule = 'gain'\n"),
            )
            .unwrap();
            read(&path, &["a".to_owned(), "b".to_owned()], &["w".to_owned()]).map(|list| list.twin.len())
        };
        assert_eq!(list(&["a", "b"]).unwrap(), 2);
        assert!(list(&["a"]).unwrap_err().to_string().contains("museum/b is listed 0 times"));
        assert!(list(&["a", "b", "a"]).unwrap_err().to_string().contains("listed 2 times"));
        assert!(list(&["a", "b", "c"]).unwrap_err().to_string().contains("museum/c does not exist"));
    }
}
