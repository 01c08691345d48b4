//! The proof of an attack under the real forge, with loans, both contracts of the attacker, and amounts that are read when needed.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[path = "support/forge.rs"]
mod forge;

use alloy_primitives::{Address, Bytes, U256, hex, keccak256};
use hotfire_fuzz::attack::{ACCOMPLICE, ATTACKER, BANK};
use hotfire_fuzz::dialect::{Filter, MountOptions, discover, mount};
use hotfire_fuzz::tx::{LiveAmount, Note, NoteCall, Question, Script, Source};
use hotfire_fuzz::{Finding, Harness, Hit, Reason, Rule, Sequence, Tx, Violation};
use hotfire_project::{Options, Project};
use hotfire_report::terminal::TerminalOptions;
use hotfire_report::trace::TraceOptions;
use hotfire_report::{Case, Record, Report, ReportedFinding, proof, terminal, trace};
use std::path::{Path, PathBuf};

/// A copy of a world of the museum.
fn world(id: &str) -> (tempfile::TempDir, PathBuf, Project) {
    let museum = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../museum").canonicalize().unwrap();
    let dir = tempfile::tempdir().unwrap();
    for folder in ["common", id] {
        forge::copy(&museum.join(folder), &dir.path().join(folder));
    }
    let root = dir.path().join(id);
    let mut options = Options::new(&root);
    options.no_build = true;
    options.out_of_date_ok = true;
    let project = Project::load(&options, &mut |_| {}).unwrap();
    (dir, root, project)
}

fn mounted(project: &Project) -> Harness {
    let candidates = discover(project, &Filter::default(), None).unwrap();
    mount(&candidates[0], project, &MountOptions::default()).unwrap().remove(0)
}

fn ether(amount: u64) -> U256 {
    U256::from(amount) * U256::from(10).pow(U256::from(18))
}

fn tx(from: Address, to: Address, value: U256, signature: &str) -> Tx {
    let data = if signature.is_empty() { Bytes::new() } else { selector(signature) };
    Tx { from, to, value, data, delay_secs: 0, delay_blocks: 0, script: Script::default() }
}

fn selector(signature: &str) -> Bytes {
    Bytes::copy_from_slice(&keccak256(signature)[..4])
}

/// Splits off with the same tokens again and again, half of which go to the accomplice, which splits off, too.
fn attack_on_the_dao(fund: Address) -> Vec<Tx> {
    let million = ether(1_000_000);
    let half = LiveAmount {
        at: Some(36),
        source: Source::View(Question::new(fund, hex!("70a08231"), ATTACKER.into_word().into())),
        numerator: 1,
        denominator: 2,
    };
    let call =
        |data: Bytes, amounts: Vec<LiveAmount>| NoteCall { to: fund, value: U256::ZERO, data, amounts };
    let mut share = selector("transfer(address,uint256)").to_vec();
    share.extend(ACCOMPLICE.into_word());
    share.extend([0; 32]);
    let again = || call(selector("split()"), Vec::new());
    let mut notes = vec![Note(vec![call(share.into(), vec![half]), again()])];
    notes.extend((0..9).map(|_| Note(vec![again()])));
    let mut split = tx(ATTACKER, fund, U256::ZERO, "split()");
    split.script = Script { notes, answers: Vec::new() };
    vec![
        tx(BANK, ATTACKER, million, ""),
        tx(ATTACKER, fund, million, "createToken()"),
        split,
        tx(ACCOMPLICE, fund, U256::ZERO, "split()"),
    ]
}

fn confirmed(harness: &Harness, subject: &str, how: &str, txs: Vec<Tx>) -> Finding {
    let violation = Violation {
        reason: Reason { rule: Rule::Gain, subject: subject.into(), how: how.into(), site: None },
        at: txs.len() - 1,
        message: String::new(),
        value: None,
        judge: Address::ZERO,
    };
    let hit = Hit { violation, sequence: Sequence(txs), executions: 1 };
    hotfire_fuzz::confirm(harness, &hit).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn an_attack_is_proven_and_fails_on_the_patched_twin() {
    let (_dir, root, project) = world("the-dao");
    let harness = mounted(&project);
    let fund = harness.functions[0].address;
    let mut finding = confirmed(&harness, "Fund", "ether taken", attack_on_the_dao(fund));
    finding.id = "the-dao".into();
    let case = Case::new(&finding, &harness, &project);
    let text = forge::write_proof(&root, &case);
    insta::assert_snapshot!("proof_attack", text);
    let command = proof::run_command(&project, case.id).command;
    let (said, passed) = forge::run_shell(&root, &command, "solc");
    assert!(passed && said.contains("[PASS] test_attack_takes_ether()"), "{said}");
    std::fs::copy(root.join("Patched.sol"), root.join("Vulnerable.sol")).unwrap();
    let (said, passed) = forge::run_shell(&root, &command, "solc");
    assert!(!passed && said.contains("hotfire: the attacker"), "{said}");
}

#[test]
fn an_attack_is_told() {
    let (_dir, _root, project) = world("the-dao");
    let harness = mounted(&project);
    let fund = harness.functions[0].address;
    let mut finding = confirmed(&harness, "Fund", "ether taken", attack_on_the_dao(fund));
    finding.id = "the-dao".into();
    let case = Case::new(&finding, &harness, &project);
    let report = Report { findings: vec![ReportedFinding::new(&case)], ..Report::default() };
    insta::assert_snapshot!("attack_terminal", terminal::render(&report, TerminalOptions::default()));
    let text = trace::render(&case, TraceOptions::default());
    insta::assert_snapshot!("attack_money", &text[text.find("the flow of money").unwrap()..]);
    let record = Record::new(&case, None, true);
    let json = record.to_json().unwrap();
    assert_eq!(Record::from_json(&json, Path::new("finding.json")).unwrap(), record);
    assert_eq!((record.changes.len(), record.flows.len()), (2, 4));
}
