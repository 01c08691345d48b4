//! Fires at every harness with a known answer and compares.
//!
//! Invariant: a case passes only if the named rule was found and confirmed, or if nothing at all was found.

use crate::cases::{Case, Expect};
use crate::child::Limits;
use crate::hotfire::{Fired, Shot};
use crate::jobs;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Of every campaign here, so that a failure can be repeated.
pub(crate) const SEED: u64 = 1;
/// The largest value of a target takes so many times the calls at a silent harness: there is no first finding to stop at.
const OPTIMUM_FACTOR: u64 = 5;
/// Beyond its own time limit a campaign may shrink and confirm this long before it is killed.
const GRACE_SECS: u64 = 120;

/// How much is tried per case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub(crate) workers: u32,
    pub(crate) secs: u64,
    /// Calls at cases that must stay silent.
    pub(crate) silent_executions: u64,
}

/// A campaign at one case and whether it gave the known answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) case: Case,
    /// Against the fixed twin instead of the flawed target.
    pub(crate) twin: bool,
    /// What was wrong; empty if nothing was.
    pub(crate) problem: Option<String>,
    pub(crate) fired: Option<Fired>,
    /// Folder of the confirmed finding of the case's rule.
    pub(crate) finding: Option<PathBuf>,
}

/// Fires at all cases, and if wanted at the fixed twins, `threads` at a time; answers come in the order of the list.
pub(crate) fn fire_all(
    binary: &Path,
    folder: &Path,
    cases: &[Case],
    effort: Effort,
    twins: bool,
    threads: usize,
) -> Result<Vec<Answer>> {
    let store = crate::repo::scratch("harness")?;
    let twin = cases.iter().filter(|case| twins && case.expect == Expect::Found);
    let todo: Vec<(&Case, bool)> =
        cases.iter().map(|case| (case, false)).chain(twin.map(|case| (case, true))).collect();
    Ok(jobs::each(todo, threads, |(case, twin)| fire(binary, folder, &store, case, twin, effort)))
}

fn fire(binary: &Path, folder: &Path, store: &Path, case: &Case, twin: bool, effort: Effort) -> Answer {
    let silent = twin || case.expect == Expect::Silent;
    let store = store.join(format!("{}{}", case.id, if twin { "-fixed" } else { "" }));
    let shot = Shot {
        project: folder.to_path_buf(),
        profile: twin.then_some("fixed"),
        contract: case.contract.clone(),
        config: case.config.as_ref().map(|config| folder.join(config)),
        dialect: case.is_foundry_side().then_some("foundry"),
        workers: effort.workers,
        seed: SEED,
        executions: match (silent, case.is_optimization()) {
            (true, _) => Some(effort.silent_executions),
            (false, true) => Some(effort.silent_executions.saturating_mul(OPTIMUM_FACTOR)),
            (false, false) => None,
        },
        secs: Some(effort.secs),
        stop_on_first: !silent && !case.is_optimization(),
        store: store.clone(),
    };
    let fired = shot.fire(binary, Limits::wall_secs(effort.secs + GRACE_SECS));
    let (problem, fired) = match fired {
        Ok(fired) => (judge(case, twin, &fired), Some(fired)),
        Err(error) => (Some(format!("{error:#}")), None),
    };
    let found = fired
        .iter()
        .flat_map(|fired| fired.findings.iter().chain(&fired.optima))
        .find(|found| found.is_about(&case.rule));
    let finding = found.map(|found| store.join("findings").join(&found.id));
    Answer { case: case.clone(), twin, problem, finding, fired }
}

/// What is wrong with a campaign's answer.
fn judge(case: &Case, twin: bool, fired: &Fired) -> Option<String> {
    let names = || fired.findings.iter().map(crate::hotfire::Found::subject).collect::<Vec<_>>().join(", ");
    if fired.unconfirmed > 0 {
        let first = fired.first_unconfirmed.as_deref().unwrap_or_default();
        return Some(format!("{} hits did not replay on the reference engine: {first}", fired.unconfirmed));
    }
    if case.is_optimization() {
        let best = fired.optima.iter().find(|found| found.is_about(&case.rule));
        let value: Option<i64> = best.and_then(|found| found.value.as_ref()?.parse().ok());
        let (wanted, good) = if twin {
            (case.optimum_fixed, value <= case.optimum_fixed)
        } else {
            (case.optimum, value == case.optimum)
        };
        return (!good).then(|| format!("reached {value:?} where the optimum is {wanted:?}"));
    }
    if twin || case.expect == Expect::Silent {
        return (!fired.findings.is_empty()).then(|| format!("must stay silent, but reports {}", names()));
    }
    if fired.findings.iter().any(|found| found.is_about(&case.rule)) {
        return None;
    }
    let calls = fired.executions;
    Some(if fired.findings.is_empty() {
        format!("{} was not found in {calls} calls", case.rule)
    } else {
        format!("{} was not found, but {} in {calls} calls", case.rule, names())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::child::Done;
    use crate::hotfire::Found;

    fn case(dialect: &str, expect: &str) -> Case {
        let optimum =
            if dialect.ends_with("optimization") { "optimum = 10\noptimum_fixed = 5\n" } else { "" };
        toml::from_str(&format!(
            "id='a'\nwhy='w'\ncontract='A'\nfile='f'\nrule='good'\nforge=false\ndialect='{dialect}'\nexpect='{expect}'\n{optimum}"
        ))
        .unwrap()
    }

    fn fired(names: &[&str], value: Option<i64>, unconfirmed: u64) -> Fired {
        let found = |name: &&str| Found {
            id: "x".into(),
            contract: "A".into(),
            property: format!("{name}()"),
            value: value.map(|value| value.to_string()),
        };
        let all: Vec<Found> = names.iter().map(found).collect();
        let (findings, optima) = if value.is_some() { (Vec::new(), all) } else { (all, Vec::new()) };
        let first_unconfirmed = None;
        Fired { findings, optima, unconfirmed, first_unconfirmed, executions: 9, done: Done::default() }
    }

    #[test]
    fn only_the_known_answer_passes() {
        let property = case("foundry-invariant", "found");
        assert_eq!(judge(&property, false, &fired(&["good"], None, 0)), None);
        assert!(judge(&property, false, &fired(&["other"], None, 0)).is_some());
        assert!(judge(&property, false, &fired(&[], None, 0)).is_some());
        assert!(judge(&property, false, &fired(&["good"], None, 1)).is_some(), "a hit did not replay");
        assert!(judge(&property, true, &fired(&["good"], None, 0)).is_some(), "the twin is fixed");
        assert_eq!(judge(&property, true, &fired(&[], None, 0)), None);
        let silent = case("echidna-property", "silent");
        assert_eq!(judge(&silent, false, &fired(&[], None, 0)), None);
        assert!(judge(&silent, false, &fired(&["any"], None, 0)).is_some());
    }

    #[test]
    fn an_optimum_must_be_reached_and_never_passed() {
        let hill = case("echidna-optimization", "found");
        assert_eq!(judge(&hill, false, &fired(&["good"], Some(10), 0)), None);
        assert!(judge(&hill, false, &fired(&["good"], Some(9), 0)).is_some());
        assert!(judge(&hill, false, &fired(&[], None, 0)).is_some());
        assert_eq!(judge(&hill, true, &fired(&["good"], Some(5), 0)), None);
        assert!(judge(&hill, true, &fired(&["good"], Some(6), 0)).is_some());
    }
}
