//! `fire` and `replay` from end to end on the vault with the missing line.

use crate::stand::Stand;
use serde_json::Value;

const FLAW: &str = "RewardVaultTest.invariant_depositsAreCovered()";

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_flaw_is_found_saved_shown_and_replayed() {
    let stand = Stand::vault();
    let out = stand
        .hotfire(&["fire", "--stop-on-first", "--seed", "1", "--time", "5m", "--json"])
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(1), "{stderr}");
    let report = json(&out.stdout);
    let finding = &report["findings"][0];
    assert_eq!(finding["property"], "invariant_depositsAreCovered()", "{report:#}");
    let id = finding["id"].as_str().unwrap();
    assert_eq!(stand.findings(), [id]);
    let folder = stand.path().join(".hotfire/findings").join(id);
    for file in ["finding.json", "trace.txt"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    assert!(stderr.contains(FLAW), "{stderr}");
    assert!(stderr.contains("seed 1"), "{stderr}");

    let out = stand.hotfire(&["replay"]).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(text.contains("still fails") && text.contains(id), "{text}");
    let out = stand.hotfire(&["replay", id, "--json"]).output().unwrap();
    assert_eq!(json(&out.stdout)["findings"][0]["status"], "still-fails");

    let out = stand.hotfire(&["fire", "--executions", "1000", "--json"]).output().unwrap();
    let report = json(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "a known finding is fired again first");
    assert_eq!(report["findings"][0]["known"], true, "{report:#}");
}

#[test]
fn the_same_counts_give_the_same_bytes() {
    let args = ["fire", "--seed", "3", "--workers", "2", "--executions", "200k", "--json"];
    let run = || {
        let stand = Stand::vault();
        let out = stand.hotfire(&args).output().unwrap();
        let mut report = json(&out.stdout);
        let mut findings = report["findings"].take();
        for finding in findings.as_array_mut().unwrap() {
            finding["seconds_to_find"].take();
        }
        let mut files = Vec::new();
        for id in stand.findings() {
            let folder = stand.path().join(".hotfire/findings").join(&id);
            files.push(std::fs::read(folder.join("finding.json")).unwrap());
            files.push(std::fs::read(folder.join("trace.txt")).unwrap());
        }
        let executions = report["stats"]["executions"].as_u64().unwrap();
        assert!((200_000..202_000).contains(&executions), "{report:#}");
        (findings, files)
    };
    assert_eq!(run(), run());
}

#[test]
fn text_goes_to_stdout_and_progress_to_stderr() {
    let stand = Stand::vault();
    let out = stand.hotfire(&["fire", "--executions", "20k", "--quiet"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
    assert!(String::from_utf8_lossy(&out.stdout).contains("seed"));
}

#[test]
fn a_record_whose_harness_is_gone_no_longer_applies() {
    let stand = Stand::vault();
    let out = stand.hotfire(&["fire", "--stop-on-first", "--seed", "1", "--time", "5m"]).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    let id = stand.findings().remove(0);
    let path = stand.path().join(".hotfire/findings").join(&id).join("finding.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("RewardVault.t.sol:RewardVaultTest", "RewardVault.t.sol:Gone"))
        .unwrap();
    let out = stand.hotfire(&["replay"]).output().unwrap();
    assert_eq!(out.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&out.stdout).contains("no longer applies"));
}

#[test]
fn replay_without_records_says_so() {
    let stand = Stand::vault();
    let out = stand.hotfire(&["replay"]).output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&out.stdout).starts_with("no findings are recorded in "));
}
