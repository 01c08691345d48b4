//! The worlds of `testdata/attacks`, one for each thing that an attack may leave behind: the flawed twin is found by the rule that it
//! is called after and proven under the real forge, the mended one stays silent and fails the proof.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[path = "support/forge.rs"]
mod forge;

use hotfire_fuzz::attack::Hunter;
use hotfire_fuzz::dialect::{Filter, MountOptions, discover, mount};
use hotfire_fuzz::{FuzzOptions, Harness, Hit, Rule, ShrinkLimits};
use hotfire_project::{Options, Project};
use hotfire_report::{Case, Record, proof};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Calls within which the flawed twin must be found.
const FOUND_MAX: u64 = 100_000;
/// Calls at the mended twin, which must stay silent.
const SILENT: u64 = 100_000;
/// Calls between two looks at what was found.
const ROUND: u64 = 500;

/// A twin in a folder as deep as in the repository.
struct Twin {
    _dir: tempfile::TempDir,
    root: PathBuf,
}

impl Twin {
    fn flawed(name: &str) -> Self {
        let repo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
        let dir = tempfile::tempdir().unwrap();
        forge::copy(&repo.join("museum/common"), &dir.path().join("museum/common"));
        let place = Path::new("testdata/attacks").join(name);
        forge::copy(&repo.join(&place), &dir.path().join(&place));
        Self { root: dir.path().join(place), _dir: dir }
    }

    fn mended(name: &str) -> Self {
        let twin = Self::flawed(name);
        twin.mend();
        std::fs::remove_dir_all(twin.root.join("out")).unwrap();
        std::fs::rename(twin.root.join("out-patched"), twin.root.join("out")).unwrap();
        twin
    }

    fn mend(&self) {
        std::fs::copy(self.root.join("Patched.sol"), self.root.join("Vulnerable.sol")).unwrap();
    }

    fn mounted(&self) -> (Project, Arc<Harness>) {
        let mut options = Options::new(&self.root);
        options.no_build = true;
        options.out_of_date_ok = true;
        let project = Project::load(&options, &mut |_| {}).unwrap();
        let candidates = discover(&project, &Filter::default(), None).unwrap();
        let harness = mount(&candidates[0], &project, &MountOptions::default()).unwrap().remove(0);
        (project, Arc::new(harness))
    }
}

/// What is found until something breaks by the rule, or all calls are made.
fn fire(harness: &Arc<Harness>, calls: u64, rule: Option<Rule>) -> Vec<Hit> {
    let mut hunter = Hunter::new(Arc::clone(harness), FuzzOptions { seed: 1, ..FuzzOptions::default() });
    let mut hits = Vec::new();
    while hunter.stats().executions < calls {
        hits.extend(hunter.run(ROUND, &AtomicBool::new(false)));
        if hits.iter().any(|hit| Some(hit.violation.reason.rule) == rule) {
            return hits;
        }
    }
    hits.extend(hunter.rest());
    hits
}

fn said(hits: &[Hit]) -> Vec<String> {
    let reasons = hits.iter().map(|hit| &hit.violation.reason);
    reasons.map(|reason| format!("{}: {} {}", reason.rule.id(), reason.subject, reason.how)).collect()
}

/// Looks at both twins of a world.
fn is_found_and_proven(name: &str, rule: Rule) {
    let twin = Twin::flawed(name);
    let (project, harness) = twin.mounted();
    let hits = fire(&harness, FOUND_MAX, Some(rule));
    let hit = hits.iter().find(|hit| hit.violation.reason.rule == rule);
    let hit = hit.unwrap_or_else(|| panic!("{name}: found {:?} only", said(&hits)));
    let limits = ShrinkLimits { threads: 1, ..ShrinkLimits::default() };
    let hit = hotfire_fuzz::shrink(&harness, hit, limits, &AtomicBool::new(false));
    let finding = hotfire_fuzz::confirm(&harness, &hit).unwrap_or_else(|error| panic!("{name}: {error}"));
    let case = Case::new(&finding, &harness, &project);
    let record = Record::new(&case, None, true);
    assert_eq!(record.vector.as_deref(), rule.vector());
    forge::write_proof(&twin.root, &case);
    let command = proof::run_command(&project, case.id).command;
    let (told, passed) = forge::run_shell(&twin.root, &command, "solc");
    assert!(passed && told.contains("[PASS] test_attack_"), "{name}: {told}");
    twin.mend();
    let (told, passed) = forge::run_shell(&twin.root, &command, "solc");
    assert!(!passed && told.contains("hotfire: "), "{name}: {told}");

    let (_, harness) = Twin::mended(name).mounted();
    let hits = fire(&harness, SILENT, None);
    assert!(hits.is_empty(), "{name}: the mended twin is said to break: {:?}", said(&hits));
}

#[test]
fn what_destroys_itself_for_anybody_is_found() {
    is_found_and_proven("destroyed", Rule::Destroyed);
}

#[test]
fn calls_of_the_attackers_choice_are_found() {
    is_found_and_proven("arbitrary-call", Rule::ArbitraryCall);
}

#[test]
fn views_that_mislead_in_the_middle_of_a_call_are_found() {
    is_found_and_proven("read-only-reentrancy", Rule::ReadOnlyReentrancy);
}

#[test]
fn spending_what_was_only_approved_is_found() {
    is_found_and_proven("approval", Rule::Approval);
}

#[test]
fn roles_that_nobody_has_are_found() {
    is_found_and_proven("vacant-role", Rule::VacantRole);
}

#[test]
fn roles_of_a_list_that_anybody_can_give_are_found() {
    is_found_and_proven("role-given", Rule::Takeover);
}

#[test]
fn losses_that_nobody_paid_for_are_found() {
    is_found_and_proven("loss", Rule::Loss);
}

#[test]
fn balances_beyond_the_supply_are_found() {
    is_found_and_proven("insolvency", Rule::Insolvency);
}

#[test]
fn tills_that_are_short_of_all_claims_are_found() {
    is_found_and_proven("insolvency-run", Rule::Insolvency);
}

#[test]
fn payments_that_fail_in_silence_are_found() {
    is_found_and_proven("silent-failure", Rule::SilentFailure);
}

#[test]
fn tokens_that_are_not_paid_in_silence_are_found() {
    is_found_and_proven("silent-failure-token", Rule::SilentFailure);
}

#[test]
fn signatures_that_are_taken_twice_are_found() {
    is_found_and_proven("replayed-signature", Rule::ReplayedSignature);
}

#[test]
fn signatures_that_are_taken_in_another_form_are_found() {
    is_found_and_proven("replayed-signature-form", Rule::ReplayedSignature);
}

#[test]
fn every_world_has_a_test() {
    let worlds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/attacks");
    let source = include_str!("real_endings.rs");
    for world in std::fs::read_dir(worlds).unwrap() {
        let name = world.unwrap().file_name().into_string().unwrap();
        assert!(source.contains(&format!("is_found_and_proven(\"{name}\"")), "{name} is never fired at");
    }
}
